using System.Reflection;
using QMacVerify.Generators.Emit;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests.Emit;

public sealed class ModelEmitterTests
{
    /// <summary>Names that break out of something if nobody is careful.</summary>
    private static readonly string[] HostileNames =
    [
        "class", "Run", "_arena", "Net", "Equals", "", "1", "conv_1", "conv-1", "Conv1", "Conv1Weights", "\"; } evil(); //", "a\nb", "a\r\nb",
        "*/ evil /*", "</summary><evil>", "& < >", "../../etc/passwd", "C:\\nul", "{0} {1}", "\u2028\u2029\u0085", "\ud83d\ude00", "\ud800", "\0",
        "#if QMAC_CHECKED", "\"\"\"", "<see cref=\"Evil\"/>", new('x', 5000),
    ];

    [Fact]
    public void Emit_Network_ReadsWell()
    {
        Network network = TinyGraphs.Network(3);
        EmittedFiles files = ModelEmitter.Emit(Plans.Of(network, "trunc:2"), network.Identity());

        Snapshot.Verify(Scrub(files.Files[0].Text), "Network", "cs");
        Snapshot.Verify(Scrub(files.Files[1].Text), "NetworkParameters", "cs");
    }

    [Fact]
    public void Emit_State_ReadsWell()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(2));
        int input = builder.Input([1, 4], zeroPoint: 5);
        int state = builder.State([1, 4], zeroPoint: 5);
        builder.Becomes(state, builder.Maximum(input, state));
        Network network = builder.Build();

        Snapshot.Verify(Scrub(ModelEmitter.Emit(Plans.Of(network), network.Identity()).Files[0].Text), "State", "cs");
    }

    [Fact]
    public void Emit_HostileNamesOfStates_CompileWithoutWarning()
    {
        Network network = TinyGraphs.Stateful(0);
        EquatableArray<StateVariable> states = network.Graph.States.Select((state, i) => state with { Name = HostileNames[^(i + 1)] + HostileNames[i + 11] }).ToEquatableArray();

        CompileResult result = ModelCompiler.Compile(Plans.Request(PackageFiles.Of(network with { Graph = network.Graph with { States = states } })));

        Assert.Null(result.Problem);
        GeneratedCode.Compile(result.Files!.Files);
    }

    [Fact]
    public void Emit_HostileNames_CompilesWithoutWarning()
    {
        for (int shift = 0; shift < HostileNames.Length; shift += 5)
        {
            CompileResult result = ModelCompiler.Compile(Plans.Request(PackageFiles.Of(Rename(TinyGraphs.Network(shift), shift))));

            Assert.Null(result.Problem);
            GeneratedCode.Compile(result.Files!.Files);
        }
    }

    [Fact]
    public void Emit_Names_ReachTheCallerUnchanged()
    {
        Network network = Rename(TinyGraphs.Network(1), 0);
        Assembly assembly = GeneratedCode.Compile(ModelCompiler.Compile(Plans.Request(PackageFiles.Of(network))).Files!.Files);
        IModelRunner runner = (IModelRunner)Activator.CreateInstance(assembly.GetType("Demo.Net", throwOnError: true)!)!;

        Assert.Equal(network.Graph.Tensor(network.Graph.Inputs[0]).Name, runner.Inputs[0].Name);
        Assert.Equal(network.Graph.Tensor(network.Graph.Outputs[0]).Name, runner.Outputs[0].Name);
    }

    [Fact]
    public void Emit_SeveralInputsAndOutputs_CompilesInEveryForm()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(5));
        int first = builder.Input([1, 4, 4, 2]);
        int second = builder.Input([1, 1, 4, 1]);
        int sum = builder.Add(first, second);
        int convolved = builder.Conv2D(sum, 3, new TinyWindow(2, 2));
        int flat = builder.Reshape(convolved, 1, 48);
        foreach (string? strategy in (ReadOnlySpan<string?>)[null, "rows"])
        {
            EmittedFiles files = ModelEmitter.Emit(Plans.Of(builder.Build([flat, sum, first, convolved]), strategy: strategy), package: null);

            GeneratedCode.Compile(files.Files);
            GeneratedCode.Compile(files.Files, "QMAC_CHECKED");
        }
    }

    [Fact]
    public void Emit_ModelOfBatches_ReadsWell()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(5));
        int convolved = builder.Conv2D(builder.Input([1, 4, 4, 2]), 16, new TinyWindow(2, 2));
        builder.AveragePool2D(convolved, new TinyWindow(2, 2));
        EmittedFiles files = ModelEmitter.Emit(Plans.Of(builder.Build(), "mitchell", strategy: "rows"), package: null);

        GeneratedCode.Compile(files.Files);
        Snapshot.Verify(Scrub(files.Files[0].Text), "Batch", "cs");
        Snapshot.Verify(Scrub(files.Files[1].Text), "BatchParameters", "cs");
    }

    [Fact]
    public void Emit_ModelWithoutProducts_Compiles()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(5));
        builder.Softmax(builder.Input([1, 4]));
        EmittedFiles files = ModelEmitter.Emit(Plans.Of(builder.Build()), package: null);

        GeneratedCode.Compile(files.Files);
        GeneratedCode.Compile(files.Files, "QMAC_CHECKED");
    }

    /// <summary>The model with hostile names everywhere, each node and tensor another one.</summary>
    private static Network Rename(Network network, int shift)
    {
        string Name(int i) => HostileNames[(i + shift) % HostileNames.Length];

        QuantizedGraph graph = network.Graph with
        {
            Name = Name(0),
            Nodes = network.Graph.Nodes.Select((node, i) => node with { Name = Name(i) }).ToEquatableArray(),
            Tensors = network.Graph.Tensors.Select((tensor, i) => tensor with { Name = Name(i + 9) }).ToEquatableArray(),
        };
        return new Network(graph, network.Parameters).Reread();
    }

    private static string Scrub(string text) => text.Replace(ModelEmitter.ToolVersion, "VERSION", StringComparison.Ordinal);
}
