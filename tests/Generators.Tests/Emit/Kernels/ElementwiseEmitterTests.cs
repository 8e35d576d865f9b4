using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;
using ElementType = QMacVerify.Generators.Graph.ElementType;

namespace QMacVerify.Generators.Tests.Emit.Kernels;

public sealed class ElementwiseEmitterTests
{
    [Fact]
    public void Emit_EqualShapes()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(1));
        builder.Add(builder.Input([1, 4, 4, 8], zeroPoint: 0), builder.Input([1, 4, 4, 8], zeroPoint: -3), new ClampRange(-3, 127));

        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build())), "EqualShapes", "cs");
    }

    [Fact]
    public void Emit_BroadcastConstant()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(2));
        builder.Add(builder.Input([1, 1, 4, 3], zeroPoint: 5), builder.Input([1, 4, 1, 3], zeroPoint: -3), ClampRange.Full);
        Network network = WithConstantInput(builder.Build(), 1);

        Snapshot.Verify(Plans.Kernels(Plans.Of(network)), "BroadcastConstant", "cs");
    }

    [Fact]
    public void Emit_EachOperation()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(3));
        int first = builder.Input([1, 2, 3], zeroPoint: 5);
        int second = builder.Input([1, 2, 3], zeroPoint: 5);
        int alpha = builder.ConstantChannel(3, rank: 3);
        int[] outputs =
        [
            builder.Sub(first, second, RequantizationKind.TfliteSingle),
            builder.Mul(first, second, RequantizationKind.TfliteDouble),
            builder.Maximum(first, second),
            builder.Prelu(first, alpha, RequantizationKind.TfliteDouble),
        ];

        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build(outputs))), "EachOperation", "cs");
    }

    /// <summary>The same model with an input turned into a constant.</summary>
    private static Network WithConstantInput(Network network, int tensor)
    {
        QuantizedGraph graph = network.Graph with
        {
            Inputs = network.Graph.Inputs.Where(input => input != tensor).ToEquatableArray(),
            Tensors = network.Graph.Tensors.Select(info => info.Index == tensor ? info with { IsConstant = true } : info).ToEquatableArray(),
        };
        TensorInfo constant = graph.Tensor(tensor);
        ParameterArray values = new(ElementType.Int8, constant.Shape, [.. Enumerable.Range(0, constant.ElementCount).Select(i => (byte)i)]);
        return new Network(graph, new ParameterSet(new Dictionary<int, ParameterArray> { [tensor] = values })).Reread();
    }
}
