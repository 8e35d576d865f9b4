using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;
using QMacVerify.Tests.Shared.Tflite;
using static QMacVerify.Compiler.Tests.Import.Tflite.TestModels;

namespace QMacVerify.Compiler.Tests.Import.Tflite;

/// <summary>Variables of a .tflite file, as states of the graph, and on the command line.</summary>
public class StateImportTests
{
    private const int CallOnce = 129;
    private const int VarHandle = 142;
    private const int ReadVariable = 143;
    private const int AssignVariable = 144;
    private static readonly TfliteQuantization Plain = Scale(0.5f, 3);

    [Fact]
    public void Import_Variable_IsAStateWithItsInitialCodes()
    {
        Network network = ImportModel(Delay([1, 2, 3]));

        StateVariable state = Assert.Single(network.Graph.States);
        Assert.Equal("delay", state.Name);
        Assert.Equal([1, 2, 3], network.Parameters[state.Initial].Int8.ToArray());
        Assert.Equal(network.Graph.Inputs[0], state.Next);
        Assert.IsType<Lookup>(Assert.Single(network.Graph.Nodes));
        Assert.Equal(network.Graph, network.Reread().Graph);
    }

    [Fact]
    public void Run_Steps_CarryTheState()
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder.PathOf("delay.tflite"), Delay([10, 20, 30]));
        NpyFormat.WriteFile(folder.PathOf("x.npy"), NpyArray.Create<sbyte>([4, 3], [11, 12, 13, 21, 22, 23, 31, 32, 33, 41, 42, 43]));
        QMac.Success("export", "--tflite", folder.PathOf("delay.tflite"), "--out", folder.PathOf("pkg"));
        sbyte[] Run(params string[] options)
        {
            QMac.Success(["run", "--pkg", folder.PathOf("pkg"), "--input", folder.PathOf("x.npy"), "--out", folder.PathOf("r"), .. options]);
            return NpzArchive.ReadFile(folder.PathOf("r", "outputs.npz"))["output_0"].Values<sbyte>().ToArray();
        }

        Assert.Equal([10, 20, 30, 11, 12, 13, 21, 22, 23, 31, 32, 33], Run("--steps", "4", "--engine", "reference"));
        Assert.Equal([10, 20, 30, 11, 12, 13, 10, 20, 30, 31, 32, 33], Run("--steps", "2", "--engine", "compiled"));
        Assert.Equal([10, 20, 30, 10, 20, 30, 10, 20, 30, 10, 20, 30], Run("--steps", "1"));
        string[] plain = ["run", "--pkg", folder.PathOf("pkg"), "--input", folder.PathOf("x.npy"), "--out", folder.PathOf("n")];
        Assert.Contains("The model has state: say with --steps how many samples in a row are one sequence, 1 to 4", QMac.RefusalLeaving(folder.Path, plain), StringComparison.Ordinal);
        Assert.Contains("4 samples are no whole number of sequences of 3 steps", QMac.RefusalLeaving(folder.Path, [.. plain, "--steps", "3"]), StringComparison.Ordinal);
        Assert.Contains("\"states\": [", QMac.Success("inspect", "--pkg", folder.PathOf("pkg"), "--json"), StringComparison.Ordinal);
    }

    [Fact]
    public void Bounds_OfALongDelayLine_AreThoseOfWhatGoesIn()
    {
        Network network = ImportModel(DelayLine(length: 40));

        Box state = IntervalAnalysis.Run(network, OperatorAssignment.Exact, InputRegion.Full).Tensors[Assert.Single(network.Graph.States).Current];

        Assert.Equal(new Interval(3, 15), state.Hull); // RELU6: 3 + 6 / 0.5
    }

    [Fact]
    public void Import_VariableThatNothingSets_IsRefused() => Refuse(
        "node 1 (READ_VARIABLE) reads the variable \"delay\" before anything sets it",
        (writer, x, y) =>
        {
            int handle = Handle(writer);
            writer.AddOperator(ReadVariable, [handle], [y]);
            writer.AddOperator(AssignVariable, [handle, x], []);
        });

    [Fact]
    public void Import_VariableThatIsWrittenFirst_IsNoState()
    {
        Network network = ImportModel(OneOperator(([1, 3], Plain), ([1, 3], Plain), (writer, x, y) =>
        {
            int handle = Handle(writer);
            writer.AddOperator(AssignVariable, [handle, x], []);
            writer.AddOperator(ReadVariable, [handle], [y]);
        }));

        Assert.Empty(network.Graph.States);
        Assert.IsType<Reshape>(Assert.Single(network.Graph.Nodes));
    }

    [Fact]
    public void Import_HandleOrSubgraphThatIsNone_IsRefused()
    {
        Refuse("node 0 (READ_VARIABLE) uses a tensor as a variable that no VAR_HANDLE before it makes", (writer, x, y) => writer.AddOperator(ReadVariable, [x], [y]));
        Refuse("node 0 (CALL_ONCE) calls subgraph 7, which the file does not have", (writer, x, y) => writer.AddOperator(CallOnce, [], [], 103, new FlatTable().Int32(0, 7)));
        Refuse("node 0 (CALL_ONCE) sets variables by CALL_ONCE, other than to constants", (writer, x, y) => writer.AddOperator(CallOnce, [], [], 103, new FlatTable()));
    }

    [Fact]
    public void Import_InitialValueOfAnotherLength_IsRefused() => Assert.Contains(
        "takes int8 \"initial\" of 2 bytes as int8 [1, 3]", Refusal(Delay([1, 2])).ToString(), StringComparison.Ordinal);

    [Fact]
    public void Import_ConstantAndRepeatedOutputs_AreCopies()
    {
        TfliteWriter writer = new();
        int x = writer.AddTensor("x", TfliteType.Int8, [1, 3], Plain);
        int y = writer.AddTensor("y", TfliteType.Int8, [3], Plain);
        int constant = writer.AddInt8("c", [2], [7, -7], Plain);
        writer.Reshape(x, y);
        writer.SetInputs(x);
        writer.SetOutputs(y, constant, y, constant);

        Network network = ImportModel(writer.ToArray());

        Assert.Equal(4, network.Graph.Outputs.Distinct().Count());
        byte[][] outputs = [new byte[3], new byte[2], new byte[3], new byte[2]];
        new ReferenceEngine(network, OperatorAssignment.Exact)
            .Run([new byte[] { 1, 2, 3 }], [.. outputs.Select(output => output.AsMemory())]);
        Assert.Equal([[1, 2, 3], [7, 249], [1, 2, 3], [7, 249]], outputs);
    }

    /// <summary>A model that gives what it was given one run before, with a function that does nothing between.</summary>
    internal static byte[] Delay(sbyte[] initial)
    {
        TfliteWriter writer = new();
        int x = writer.AddTensor("x", TfliteType.Int8, [1, 3], Plain);
        int y = writer.AddTensor("y", TfliteType.Int8, [1, 3], Plain);
        writer.AddOperator(CallOnce, [], [], 103, new FlatTable().Int32(0, 1));
        int handle = Handle(writer);
        int read = writer.AddTensor("read", TfliteType.Int8, [1, 3], Plain);
        writer.AddOperator(ReadVariable, [handle], [read]);
        writer.AddOperator(AssignVariable, [handle, x], []);
        writer.AddOperator(114, [read], [y]);
        writer.SetInputs(x);
        writer.SetOutputs(y);
        writer.EndSubgraph();
        writer.AddOperator(AssignVariable, [Handle(writer), writer.AddInt8("initial", [1, initial.Length], initial, Plain)], []);
        return writer.ToArray();
    }

    /// <summary>What RELU6 gives, as many runs later as the line is long.</summary>
    private static byte[] DelayLine(int length)
    {
        TfliteWriter writer = new();
        int x = writer.AddTensor("x", TfliteType.Int8, [1, 1, 2], Plain);
        int y = writer.AddTensor("y", TfliteType.Int8, [1, 1, 2], Plain);
        writer.AddOperator(CallOnce, [], [], 103, new FlatTable().Int32(0, 1));
        int handle = Handle(writer);
        int relu = writer.AddTensor("relu", TfliteType.Int8, [1, 1, 2], Plain);
        int read = writer.AddTensor("read", TfliteType.Int8, [1, length, 2], Plain);
        int joined = writer.AddTensor("joined", TfliteType.Int8, [1, length + 1, 2], Plain);
        int next = writer.AddTensor("next", TfliteType.Int8, [1, length, 2], Plain);
        writer.AddOperator(21, [x], [relu]);
        writer.AddOperator(ReadVariable, [handle], [read]);
        writer.AddOperator(2, [read, relu], [joined], 10, new FlatTable().Int32(0, 1));
        writer.AddOperator(65, [joined, writer.AddInt32("second", [3], [0, 1, 0]), writer.AddInt32("rest", [3], [1, -1, 2])], [next]);
        writer.AddOperator(65, [joined, writer.AddInt32("first", [3], [0, 0, 0]), writer.AddInt32("one", [3], [1, 1, 2])], [y]);
        writer.AddOperator(AssignVariable, [handle, next], []);
        writer.SetInputs(x);
        writer.SetOutputs(y);
        writer.EndSubgraph();
        sbyte[] zeros = [.. Enumerable.Repeat((sbyte)3, 2 * length)];
        writer.AddOperator(AssignVariable, [Handle(writer), writer.AddInt8("initial", [1, length, 2], zeros, Plain)], []);
        return writer.ToArray();
    }

    private static int Handle(TfliteWriter writer)
    {
        int handle = writer.AddTensor("handle", (TfliteType)13, []);
        writer.AddOperator(VarHandle, [], [handle], 111, new FlatTable().Text(0, "").Text(1, "delay"));
        return handle;
    }

    private static void Refuse(string expected, Action<TfliteWriter, int, int> add) =>
        Assert.Contains(expected, Refusal(OneOperator(([1, 3], Plain), ([1, 3], Plain), add)).ToString(), StringComparison.Ordinal);
}
