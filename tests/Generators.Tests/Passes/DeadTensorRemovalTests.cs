using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Passes;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests.Passes;

public class DeadTensorRemovalTests
{
    private readonly DeadTensorRemoval _pass = new();

    [Fact]
    public void Apply_NothingDead_ReturnsTheSameInstance()
    {
        foreach (Network network in TinyGraphs.EveryOperation())
        {
            Assert.Same(network, _pass.Apply(network));
        }
    }

    [Fact]
    public void Apply_NodesThatNoOutputNeeds_GoWithTheirConstants()
    {
        TinyGraphBuilder builder = new("dead", new SplitMix64(1));
        int image = builder.Input([1, 4, 4, 2]);
        int unread = builder.Input([1, 3]);
        int dead = builder.Lookup(builder.Conv2D(image, 3, new TinyWindow(2, 2)));
        int alive = builder.Lookup(image);
        Network network = builder.Build([alive]);

        Network result = _pass.Apply(network).Reread();

        GraphNode node = Assert.Single(result.Graph.Nodes);
        Assert.Equal(alive, node.Output);
        Assert.Equal([image, unread, node.Inputs[1], alive], result.Graph.Tensors.Select(tensor => tensor.Index));
        Assert.Equal([node.Inputs[1]], result.Parameters.Tensors);
        Assert.Contains(network.Graph.Tensors, tensor => tensor.Index == dead);
        Assert.Same(result, _pass.Apply(result));
    }
}
