using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Graph.Validation;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;
using QMacVerify.Tests.Shared;
using static QMacVerify.Generators.Tests.Graph.Validation.ChangedNetworks;
using ElementType = QMacVerify.Generators.Graph.ElementType;

namespace QMacVerify.Generators.Tests.Graph.Validation;

/// <summary>What is wrong in memory is refused as the reader refuses the same network in files.</summary>
public sealed class NetworkValidatorTests
{
    public static TheoryData<string> Operations => [.. OpTable.Names];

    [Fact]
    public void Check_ValidNetworks_Passes()
    {
        foreach (Network network in Valid)
        {
            NetworkValidator.Check(network);
        }
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void Check_ResultOfAnotherShape_IsRefusedAsByTheReader(string op) =>
        AssertRefused(op, (network, node) => WithTensor(network, node.Output, tensor => tensor with { Shape = tensor.Shape.Append(2).ToEquatableArray() }));

    [Theory]
    [MemberData(nameof(Operations))]
    public void Check_ResultOfAnotherType_IsRefusedAsByTheReader(string op) =>
        AssertRefused(op, (network, node) => WithTensor(network, node.Output, tensor => tensor with { Type = ElementType.UInt8, IsUnsigned = false }));

    [Theory]
    [MemberData(nameof(Operations))]
    public void Check_ResultThatIsNotListed_IsRefusedAsByTheReader(string op) =>
        AssertRefused(op, (network, node) => WithTensors(network, tensors => tensors.Where(tensor => tensor.Index != node.Output)));

    [Theory]
    [MemberData(nameof(Operations))]
    public void Check_InputsOfAnotherType_AreRefusedAsByTheReader(string op)
    {
        foreach (int input in Find(op).Node.Inputs)
        {
            AssertRefused(op, (network, _) => WithTensor(network, input, tensor => tensor with { Type = ElementType.UInt8, IsUnsigned = false }));
        }
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void Check_CodesWithoutQuantization_AreRefusedAsByTheReader(string op)
    {
        (Network network, GraphNode node) = Find(op);
        GraphNode reader = network.Graph.Nodes.FirstOrDefault(layer => layer.Output == node.Inputs[0] && network.Graph.Tensor(layer.Output).Type == ElementType.Int32) ?? node;
        int codes = network.Graph.Tensor(node.Output).Type == ElementType.Int8 ? node.Output : reader.Inputs[0];
        AssertRefused(op, (_, _) => WithTensor(network, codes, tensor => tensor with { Quantization = null }));
    }

    [Fact]
    public void Check_NodesOfOneName_AreRefused()
    {
        (Network network, GraphNode node) = Find(Conv2D.OpName);

        DiagnosticInfo problem = Problem(() => NetworkValidator.Check(WithNodes(network, nodes => nodes.Append(node))));

        Assert.Equal(("QMAC0101", $"two nodes are called \"{node.Name}\""), (problem.Descriptor.Id, problem.Message));
    }

    [Fact]
    public void Check_NodesInReverseOrder_AreRefusedAsByTheReader() =>
        AssertRefused(Conv2D.OpName, (network, _) => WithNodes(network, nodes => nodes.Reverse()));

    [Fact]
    public void Check_OutputThatNobodyComputes_IsRefusedAsByTheReader() =>
        AssertRefused(Conv2D.OpName, (network, _) => WithNodes(network, nodes => nodes.SkipLast(1)));

    /// <summary>Files have them in any order.</summary>
    [Fact]
    public void Check_TensorsInReverseOrder_AreRefused()
    {
        DiagnosticInfo problem = Problem(() => NetworkValidator.Check(WithTensors(Valid[0], tensors => tensors.Reverse())));

        Assert.Equal(("QMAC0101", "tensors must be in the order of their indices"), (problem.Descriptor.Id, problem.Message));
    }

    [Fact]
    public void Check_EmptyTensor_IsRefused()
    {
        DiagnosticInfo problem = Problem(() => NetworkValidator.Check(
            WithTensor(Valid[0], Valid[0].Graph.Inputs[0], tensor => tensor with { Shape = EquatableArray.Of(1, 0) })));

        Assert.Equal(("QMAC0003", "t000 has extent 0, expected at least 1"), (problem.Descriptor.Id, problem.Message));
    }

    [Fact]
    public void Check_LoopsOverAnotherImage_AreRefused()
    {
        (Network network, GraphNode node) = Find(Conv2D.OpName);
        Conv2D conv = (Conv2D)node;
        MacGeometry geometry = conv.Geometry with { Window = conv.Geometry.Window with { InHeight = conv.Geometry.Window.InHeight + 1 } };

        DiagnosticInfo problem = Problem(() => NetworkValidator.Check(
            WithNodes(network, nodes => nodes.Select(other => other == node ? conv with { Geometry = geometry } : other))));

        Assert.Equal("QMAC0103", problem.Descriptor.Id);
        Assert.Contains("its loops are not those of the input", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_ConstantWithoutValues_IsRefusedAsByTheReader()
    {
        Network network = Valid[0];
        int missing = network.Graph.MacNodes.First().Weights;
        AssertParametersRefused(network, Parameters(network, index => index == missing ? null : network.Parameters[index]));
    }

    [Fact]
    public void Check_ValuesOfAnotherShape_AreRefusedAsByTheReader()
    {
        Network network = Valid[0];
        int wrong = network.Graph.MacNodes.First().Weights;
        AssertParametersRefused(network, Parameters(
            network, index => index == wrong ? new ParameterArray(ElementType.Int8, EquatableArray.Of(1), [1]) : network.Parameters[index]));
    }

    [Fact]
    public void Check_StatesThatAreNone_AreRefusedAsByTheReader()
    {
        Network network = TinyGraphs.Stateful(0);
        StateVariable first = network.Graph.States[0];
        TensorInfo other = network.Graph.Tensors.First(tensor => tensor.IsConstant && tensor.Type == ElementType.Int32);
        int result = network.Graph.Nodes[0].Output;

        NetworkValidator.Check(network);
        Refuse(first with { Current = 9999 }, "of the state \"state_0\" is no tensor of codes");
        Refuse(first with { Current = network.Graph.Inputs[0] }, "is no tensor of codes with one scale that is nothing else");
        Refuse(first with { Current = network.Graph.States[1].Current }, "is no tensor of codes with one scale that is nothing else");
        Refuse(first with { Current = first.Initial }, "is no tensor of codes");
        Refuse(first with { Initial = other.Index }, "begins with, is no constant like int8");
        Refuse(first with { Initial = result }, "begins with, is no constant like int8");
        Refuse(first with { Next = other.Index }, "becomes, is not like int8");
        Refuse(first with { Next = first.Initial }, "which the state \"state_0\" becomes");

        void Refuse(StateVariable state, string message) => Assert.Contains(
            message,
            AssertRefused(network with { Graph = network.Graph with { States = network.Graph.States.Select((each, i) => i == 0 ? state : each).ToEquatableArray() } }),
            StringComparison.Ordinal);
    }

    private static void AssertRefused(string op, Func<Network, GraphNode, Network> breakNetwork)
    {
        (Network network, GraphNode node) = Find(op);
        AssertRefused(breakNetwork(network, node));
    }

    private static string AssertRefused(Network broken)
    {
        DiagnosticInfo inMemory = Problem(() => NetworkValidator.Check(broken));
        DiagnosticInfo inFiles = Problem(() => ModelReader.Read(PackageFiles.Of(broken)));

        Assert.Null(inMemory.Position);
        Assert.NotNull(inFiles.Position);
        Assert.Equal(inFiles with { Position = null }, inMemory);
        return inMemory.Message;
    }

    private static void AssertParametersRefused(Network network, ParameterSet parameters)
    {
        TextFile text = new("pkg/params.b64.txt", ParameterTextFormat.Write(parameters));

        DiagnosticInfo inMemory = Problem(() => NetworkValidator.Check(network with { Parameters = parameters }));
        DiagnosticInfo inFiles = Problem(() => ParameterTextFormat.Read(text, network.Graph.Tensors.Where(tensor => tensor.IsConstant)));

        Assert.Equal(inFiles with { Position = null }, inMemory);
    }

    private static DiagnosticInfo Problem(Action action) => Assert.Throws<DiagnosticException>(action).Diagnostic;

    private static ParameterSet Parameters(Network network, Func<int, ParameterArray?> values) => new(
        network.Parameters.Tensors.Where(index => values(index) is not null).ToDictionary(index => index, index => values(index)!));
}
