using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Import;
using QMacVerify.Compiler.Import.Tflite;
using QMacVerify.Compiler.Reference;
using QMacVerify.Compiler.Requantize;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Tests.Shared;
using QMacVerify.Tests.Shared.Tflite;

namespace QMacVerify.Compiler.Tests.Requantize;

public sealed class OtherRuntimesTests
{
    private static readonly int Graphs = RandomCases.Of(60);

    /// <summary>What one import says of another runtime is what the import for that runtime has.</summary>
    [Fact]
    public void As_NodesOfRandomModels_AreTheNodesOfTheOtherImport()
    {
        int compared = 0;
        for (int seed = 0; seed < Graphs; seed++)
        {
            // LOGISTIC and TANH of some scales are defined in LiteRT only.
            byte[] file = new RandomTfliteGraph(seed).File;
            Network?[] networks = [.. OtherRuntimes.All.Select(runtime => TfliteImporter.Import(file, "model.tflite", "model", runtime, ModelCut.None).Network)];
            foreach (Network network in networks.OfType<Network>().Where(_ => networks.All(other => other is not null)))
            {
                foreach (TfliteRuntime runtime in OtherRuntimes.All)
                {
                    foreach ((GraphNode node, GraphNode expected) in network.Graph.Nodes.Zip(networks[(int)runtime]!.Graph.Nodes))
                    {
                        if (node.As(network.Graph, runtime) is GraphNode other)
                        {
                            Assert.Equal(WithoutClamp(expected), WithoutClamp(other));
                            compared++;
                        }
                    }
                }
            }
        }

        Assert.True(compared > Graphs, "hardly any operation was compared");
    }

    [Fact]
    public void Of_RandomModels_CountsAsMuchAsTryingEverything()
    {
        long found = 0;
        for (int seed = 0; seed < Graphs; seed++)
        {
            Network network = TfliteImporter.Import(new RandomTfliteGraph(seed).File, "model.tflite", "model", TfliteRuntime.TfliteXnnpack);
            NetworkBounds bounds = IntervalAnalysis.Run(network, OperatorAssignment.Exact, InputRegion.Full);
            foreach (OperationComparison operation in OperationComparison.Of(network, bounds))
            {
                Assert.DoesNotContain(TfliteRuntime.TfliteXnnpack, operation.Different.Select(different => different.Runtime));
                foreach ((TfliteRuntime runtime, long? count) in operation.Different.Where(_ => operation.Node is Reduce))
                {
                    Assert.Equal(CountSums(network, bounds, (Reduce)operation.Node, (Reduce)operation.Node.As(network.Graph, runtime)!), count);
                    found += count ?? 0;
                }
            }
        }

        Assert.True(found > 0, "no runtime differs");
    }

    [Fact]
    public void Inspect_ModelWithSums_HasATableOfThem()
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder.PathOf("model.tflite"), new RandomTfliteGraph(2).File);
        QMac.Success("export", "--tflite", folder.PathOf("model.tflite"), "--name", "sums", "--requantization", "tflite_xnnpack", "--out", folder.PathOf("p"));

        Snapshot.Verify(QMac.Success("inspect", "--pkg", folder.PathOf("p"), "--requantization"), "inspect");
        Snapshot.Verify(QMac.Success("inspect", "--pkg", folder.PathOf("p"), "--requantization", "--json"), "inspect", "json");
    }

    [Theory]
    [InlineData(16, "rounding: requantized by tflite_single this layer has the dump's values; ours is tflite_double")]
    [InlineData(22, "rounding: computed as by tflite_single or tflite_xnnpack this operation has the dump's values")]
    public void Compare_DumpOfLiteRt_NamesTheArithmetic(int seed, string expected)
    {
        using TemporaryFolder folder = new();
        RandomTfliteGraph graph = new(seed);
        File.WriteAllBytes(folder.PathOf("model.tflite"), graph.File);
        NpyFormat.WriteFile(folder.PathOf("input.npy"), graph.Input);
        foreach (string runtime in (string[])["tflite_double", "tflite_xnnpack"])
        {
            QMac.Success("export", "--tflite", folder.PathOf("model.tflite"), "--name", "net", "--requantization", runtime, "--out", folder.PathOf(runtime));
        }

        QMac.Success("run", "--pkg", folder.PathOf("tflite_xnnpack"), "--input", folder.PathOf("input.npy"), "--limit", "1", "--dump-tensors", "--out", folder.PathOf("run"));

        (_, string output, _) = QMac.Run("compare", "--pkg", folder.PathOf("tflite_double"), "--against", folder.PathOf("run", "tensors.npz"), "--out", folder.PathOf("r"));
        Assert.True(output.Contains(expected, StringComparison.Ordinal), output);
    }

    private static long CountSums(Network network, NetworkBounds bounds, Reduce mine, Reduce theirs)
    {
        TensorInfo input = network.Graph.Tensor(mine.Input);
        int count = mine.CountOf(input);
        long different = 0;
        for (long sum = bounds.Tensors[mine.Input].Hull.Lower * count; sum <= bounds.Tensors[mine.Input].Hull.Upper * count; sum++)
        {
            different += CodeOf(mine, sum) == CodeOf(theirs, sum) ? 0 : 1;
        }

        return different;

        sbyte CodeOf(Reduce node, long sum) => ReferenceOperations.CodeOf(network, node, (int)sum + ReferenceOperations.StartOf(node, input));
    }

    /// <summary>Runtimes differ in exact ties of a fused activation's ends, which come from the model file alone.</summary>
    private static GraphNode WithoutClamp(GraphNode node) => node switch
    {
        ScaledSum sum => sum with { Clamp = ClampRange.Full },
        XnnpackAdd sum => sum with { Clamp = ClampRange.Full },
        Mul mul => mul with { Clamp = ClampRange.Full },
        _ => node,
    };
}
