using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Passes;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests.Passes;

public class NetworkEditTests
{
    [Fact]
    public void WithTensors_EveryOperation_ReplacesInputsAndOutputOnly()
    {
        foreach (GraphNode node in TinyGraphs.EveryOperation().SelectMany(network => network.Graph.Nodes))
        {
            GraphNode shifted = node.WithTensors(tensor => tensor + 1000);

            Assert.Equal(node, node.WithTensors(tensor => tensor));
            Assert.Equal(node, shifted.WithTensors(tensor => tensor - 1000));
            Assert.Equal(node.Inputs.Select(tensor => tensor + 1000), shifted.Inputs);
            Assert.Equal(node.Output + 1000, shifted.Output);
        }
    }

    /// <summary>The reader sets the members of an operation from its inputs: one that <see cref="GraphNode.WithTensors"/> forgets differs.</summary>
    [Fact]
    public void WithTensors_EveryOperation_IsTheNodeThatIsReadBack()
    {
        foreach (Network network in TinyGraphs.EveryOperation().Select(network => network.Renumbered(tensor => tensor + 1000)))
        {
            Assert.Equal(network.Graph, network.Reread().Graph);
        }
    }

    [Fact]
    public void Renumbered_OtherNumbersInTheSameOrder_IsTheOriginal()
    {
        foreach (Network network in TinyGraphs.EveryOperation())
        {
            Assert.Equal(network.Identity(), network.Renumbered(tensor => (3 * tensor) + 5).Renumbered().Identity());
        }
    }

    [Fact]
    public void Bypass_NodeInTheMiddle_ItsReadersReadItsInput()
    {
        TinyGraphBuilder builder = new("bypass", new SplitMix64(1));
        int image = builder.Input([1, 3, 3, 2], zeroPoint: 0);
        int view = builder.View(image, 1, 2);
        int sum = builder.Add(view, image);
        Network network = builder.Build([sum, view, builder.ReduceMax(view, 1)]);

        Network result = network.Bypass(network.Graph.Nodes[0]);

        Assert.Equal(EquatableArray.Of(sum, image, network.Graph.Outputs[2]), result.Graph.Outputs);
        Add add = Assert.IsType<Add>(result.Graph.Nodes[0]);
        Assert.Equal((image, image), (add.First, add.Second));
        Assert.DoesNotContain(result.WithoutUnusedTensors().Graph.Tensors, tensor => tensor.Index == view);
    }

    [Fact]
    public void Replace_Layer_ItsOperatorsStayOrGoWithIt()
    {
        Network network = TinyGraphs.Network(0);
        MacNode[] layers = [.. network.Graph.MacNodes];
        LayerOperators[] assigned = [.. layers.Select(layer => new LayerOperators(layer.Name, OperatorPair.Exact))];
        network = network with { Graph = network.Graph with { Operators = network.Graph.Operators with { Layers = assigned.ToEquatableArray() } } };

        Assert.Equal(network.Graph, network.Replace(layers[0], layers[0]).Graph);
        Assert.Equal(assigned.Skip(1), network.Replace(layers[0]).Graph.Operators.Layers);
    }
}
