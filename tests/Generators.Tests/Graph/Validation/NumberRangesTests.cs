using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Graph.Validation;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;
using QMacVerify.Tests.Shared;
using static QMacVerify.Generators.Tests.Graph.Validation.ChangedNetworks;

namespace QMacVerify.Generators.Tests.Graph.Validation;

/// <summary>One number out of its range is refused in memory, with the name of its node or tensor, and by the reader of a package that holds it.</summary>
public sealed class NumberRangesTests
{
    private const uint NotANumber = 0x7fc00000;
    private const uint Infinity = 0x7f800000;
    private const uint MinusOne = 0xbf800000;
    private const uint TwoTo64 = 0x5f800000;
    private const uint TwoTo111 = 0x77000000;

    private const string Shifts = ", with a shift from -31 to 30";
    private const string WrongClamp = "is clamped to 5 to 4, expected a lower and an upper code";
    private const string WrongKind = "requantization onnx_float does not define this operation";
    private const string WrongOffset = "has code offset 1, expected 0, or 128 for a model of uint8 codes";
    private const string WrongAmounts = ", expected top, left, bottom, right from 0 to 1048576";
    private const string WrongFactor = "has the number 0xbf800000, which is not a float32 from 0 to less than 2^111";
    private const string WrongFactors = ", expected at most 2097152 in magnitude, and 13 to 30";
    private const string WrongSpans = " between rows or columns that are not in the input, or by weights that do not make up 2048";
    private const string WrongMultiplier = "has the quantized multiplier 1073741823 with shift 0, expected 0 or at least 2^30" + Shifts;

    private static readonly QuantizedMultiplier Unnormalized = new((1 << 30) - 1, 0);
    private static readonly ClampRange Empty = new(5, 4);

    private static readonly Change[] OfNodes =
    [
        Scaled(new QuantizedMultiplier(1 << 30, 31), "has the quantized multiplier 1073741824 with shift 31, expected 0 or at least 2^30" + Shifts),
        Scaled(new QuantizedMultiplier(1 << 30, -32), "has the quantized multiplier 1073741824 with shift -32, expected 0 or at least 2^30" + Shifts),
        Scaled(new QuantizedMultiplier(-1, 0), "has the quantized multiplier -1 with shift 0, expected 0 or at least 2^30" + Shifts),
        Scaled(Unnormalized, WrongMultiplier),
        Clamped(Empty, WrongClamp),
        Clamped(new ClampRange(-129, 0), "is clamped to -129 to 0, expected a lower and an upper code"),
        Clamped(new ClampRange(0, 128), "is clamped to 0 to 128, expected a lower and an upper code"),
        Of<Conv2D>(node => node with { Requantization = ChannelRequantization.OnnxFloat(EquatableArray.Of(MinusOne), ClampRange.Full) }, "has the number 0xbf800000, which is not a nonnegative, finite float32"),
        Of<Conv2D>(node => node with { Requantization = ChannelRequantization.OnnxFloat(EquatableArray.Of(NotANumber), ClampRange.Full) }, "has the number 0x7fc00000, which is not a nonnegative, finite float32"),
        Padded(EquatableArray.Of(0, 0, -1, 0), "has padding [0, 0, -1, 0]" + WrongAmounts),
        Padded(EquatableArray.Of(0, 0, 0, (1 << 20) + 1), "has padding [0, 0, 0, 1048577]" + WrongAmounts),
        Padded(EquatableArray.Of(0, 0, 0), "has padding [0, 0, 0]" + WrongAmounts),
        Of<TransposeConv>(node => node with { Geometry = node.Geometry with { Window = node.Geometry.Window with { Padding = new Padding(PaddingMode.Explicit, EquatableArray.Of(0, -1, 0, 0)) } } }, "has padding [0, -1, 0, 0]" + WrongAmounts),
        Of<MaxPool2D>(node => node with { Window = node.Window with { Padding = new Padding(PaddingMode.Explicit, EquatableArray.Of(0, -1, 0, 0)) } }, "has padding [0, -1, 0, 0]" + WrongAmounts),
        Of<Conv2D>(node => node with { Geometry = node.Geometry with { Groups = 0 } }, " in 0 groups but the input has "),
        Of<Conv2D>(node => node with { Geometry = node.Geometry with { Window = node.Geometry.Window with { StrideX = 0 } } }, " does not fit into the input "),
        Of<Conv2D>(node => node with { Geometry = node.Geometry with { Window = node.Geometry.Window with { DilationY = 0 } } }, " does not fit into the input "),
        Of<MaxPool2D>(node => node with { Window = node.Window with { FilterHeight = 0 } }, "a window of 0 x "),
        Of<MaxPool2D>(node => node with { Clamp = Empty }, WrongClamp),
        Of<AveragePool2D>(node => node with { Clamp = Empty }, WrongClamp),
        Of<AveragePool2D>(node => node with { Window = node.Window with { DilationX = 2 } }, "a pool has dilation 1 x 2, expected 1 x 1"),
        Of<Add>(node => node with { Kind = RequantizationKind.OnnxFloat }, WrongKind),
        Of<Add>(node => node with { FirstMultiplier = Unnormalized }, WrongMultiplier),
        Of<Add>(node => node with { SecondMultiplier = Unnormalized }, WrongMultiplier),
        Of<Add>(node => node with { OutputMultiplier = Unnormalized }, WrongMultiplier),
        Of<Add>(node => node with { Clamp = Empty }, WrongClamp),
        Of<Sub>(node => node with { OutputMultiplier = Unnormalized }, WrongMultiplier),
        Of<Mul>(node => node with { Rescale = node.Rescale with { Kind = RequantizationKind.Accumulator } }, "requantization accumulator does not define this operation"),
        Of<Mul>(node => node with { Rescale = new Rescale(RequantizationKind.OnnxFloat, QuantizedMultiplier.None, MinusOne) }, WrongFactor),
        Of<Mul>(node => node with { Rescale = node.Rescale with { Multiplier = Unnormalized } }, WrongMultiplier),
        Of<Mul>(node => node with { Clamp = Empty }, WrongClamp),
        Of<Prelu>(node => node with { Kind = RequantizationKind.OnnxFloat }, WrongKind),
        Of<Prelu>(node => node with { Positive = Unnormalized }, WrongMultiplier),
        Of<Prelu>(node => node with { Negative = Unnormalized }, WrongMultiplier),
        Of<ReduceSum>(node => node with { Kind = RequantizationKind.OnnxFloat }, WrongKind),
        Of<ReduceSum>(node => node with { Multiplier = new QuantizedMultiplier(-1, 0) }, "has the quantized multiplier -1 with shift 0, expected at least 0" + Shifts),
        Of<ReduceSum>(node => node with { Multiplier = new QuantizedMultiplier(1, 31) }, "has the quantized multiplier 1 with shift 31, expected at least 0" + Shifts),
        Of<ReduceSum>(node => node with { Function = "" }, "\"\" is no name of an operation in lower case"),
        Of<ReduceSum>(node => node with { Axes = EquatableArray.Of(2, 1) }, "reduces axes [2, 1] of "),
        Of<ReduceMax>(node => node with { Axes = EquatableArray.Of(2, 2) }, "reduces axes [2, 2] of "),
        Of<ReduceMax>(node => node with { Axes = EquatableArray.Of(4) }, "reduces axes [4] of "),
        Of<ReduceMin>(node => node with { Axes = EquatableArray.Of(-1, 1) }, "reduces axes [-1, 1] of "),
        Of<ArgMax>(node => node with { Axis = 4 }, "looks along axis 4 of "),
        Of<ArgMax>(node => node with { Axis = -1 }, "looks along axis -1 of "),
        Of<LayerFunction>(node => node with { Function = "Gelu" }, "\"Gelu\" is no name of an operation in lower case"),
        Of<Softmax>(node => node with { Kind = RequantizationKind.OnnxFloat }, WrongKind),
        Of<Softmax>(node => node with { InputMultiplier = Unnormalized }, WrongMultiplier),
        Of<Softmax>(node => node with { MinDifference = -255, InputMultiplier = new QuantizedMultiplier(1 << 30, 23) }, "has the least difference -255 from a maximum, more than 31 with the shift 23"),
        Of<Softmax>(node => node with { MinDifference = 1 }, "has the least difference 1 from a maximum, expected at most 0"),
        Of<ResizeBilinear>(node => node with { Kind = RequantizationKind.OnnxFloat }, WrongKind),
        Of<ResizeBilinearReal>(node => node with { Rows = node.Rows.Select(row => row with { First = -1 }).ToEquatableArray() }, "names rows, columns or weights that do not make "),
        Of<ResizeBilinearReal>(node => node with { Columns = node.Columns.Select(column => column with { WeightBits = 0x3f800001 }).ToEquatableArray() }, "names rows, columns or weights that do not make "),
        Of<ResizeNearest>(node => node with { Rows = node.Rows.Select(_ => -1).ToEquatableArray() }, "names rows or columns that are not in the input "),
        Of<Lookup>(node => node with { Function = "Relu6" }, "\"Relu6\" is no name of an operation in lower case"),
        Of<View>(node => node with { Function = new string('a', 41) }, $"\"{new string('a', 41)}\" is no name of an operation in lower case"),
        Of<View>(node => node with { Offset = -1 }, "reads elements "),
        Of<View>(node => node with { Strides = node.Strides.Select(_ => int.MaxValue).ToEquatableArray() }, "reads elements "),
        Of<Concat>(node => node with { Function = "a b" }, "\"a b\" is no name of an operation in lower case"),
        Of<Concat>(node => node with { Outer = 0 }, ", which does not divide into 0 stretches"),
        Of<Pad>(node => node with { Value = 128 }, "fills with 128, which is no int8 code"),
        Of<Pad>(node => node with { Before = node.Before.Select(_ => -1).ToEquatableArray() }, " does not fit into the output "),
        Of<Pad>(node => node with { Before = node.Before.Select(_ => int.MaxValue).ToEquatableArray() }, " does not fit into the output "),
        Of<QLinearAdd>(node => node with { FirstFactorBits = MinusOne }, WrongFactor),
        Of<QLinearAdd>(node => node with { SecondFactorBits = MinusOne }, WrongFactor),
        Of<QLinearAdd>(node => node with { ConstantBits = TwoTo111 }, "has the number 0x77000000, which is not a float32 of less than 2^111 in magnitude"),
        Of<QLinearAdd>(node => node with { CodeOffset = 1 }, WrongOffset),
        Of<QLinearAdd>(node => node with { Clamp = Empty }, WrongClamp),
        Of<QLinearMultiply>(node => node with { FactorBits = MinusOne }, WrongFactor),
        Of<QLinearMultiply>(node => node with { CodeOffset = 1 }, WrongOffset),
        Of<QLinearMultiply>(node => node with { Clamp = Empty }, WrongClamp),
        Of<QLinearAveragePool2D>(node => node with { InputScaleBits = 0 }, "has the number 0x00000000, which is not a float32 above 0 and less than 2^64"),
        Of<QLinearAveragePool2D>(node => node with { ScaleBits = TwoTo64 }, "has the number 0x5f800000, which is not a float32 above 0 and less than 2^64"),
        Of<QLinearAveragePool2D>(node => node with { CodeOffset = 1 }, WrongOffset),
        Of<QLinearAveragePool2D>(node => node with { Clamp = Empty }, WrongClamp),
        Of<QLinearGlobalAveragePool>(node => node with { FactorBits = MinusOne }, WrongFactor),
        Of<QLinearGlobalAveragePool>(node => node with { Clamp = Empty }, WrongClamp),
        Of<QLinearResize>(node => node with { Rows = node.Rows.Select(row => row with { First = -1 }).ToEquatableArray() }, "names rows or columns that are not in the input "),
        Of<QLinearResize>(node => node with { Columns = node.Columns.Select(column => column with { FirstWeightBits = Infinity }).ToEquatableArray() }, "has the number 0x7f800000, which is not a float32 from 0 to 1"),
        Of<QLinearResize>(node => node with { Clamp = Empty }, WrongClamp),
        Of<PairLookup>(node => node with { Function = "Div" }, "\"Div\" is no name of an operation in lower case"),
        Of<ReduceTotal>(node => node with { Axes = EquatableArray.Of(4) }, "reduces axes [4] of "),
        Of<QLinearSoftmax>(node => node with { InverseBits = MinusOne }, WrongFactor),
        Of<QLinearSoftmax>(node => node with { Clamp = Empty }, WrongClamp),
        Of<XnnpackAdd>(node => node with { FirstFactor = (1 << 21) + 1 }, WrongFactors),
        Of<XnnpackAdd>(node => node with { SecondFactor = int.MinValue }, WrongFactors),
        Of<XnnpackAdd>(node => node with { Shift = 12 }, " with shift 12" + WrongFactors),
        Of<XnnpackAdd>(node => node with { Shift = 31 }, " with shift 31" + WrongFactors),
        Of<XnnpackAdd>(node => node with { Clamp = Empty }, WrongClamp),
        Of<XnnpackReduceSum>(node => node with { FactorBits = MinusOne }, WrongFactor),
        Of<XnnpackReduceSum>(node => node with { ConstantBits = NotANumber }, "has the number 0x7fc00000, which is not a float32 of less than 2^111 in magnitude"),
        Of<XnnpackReduceSum>(node => node with { Function = "" }, "\"\" is no name of an operation in lower case"),
        Of<XnnpackResizeBilinear>(node => node with { Rows = node.Rows.Select(_ => XnnpackResizeBilinear.Span(0, 100, 0)).ToEquatableArray() }, WrongSpans),
        Of<XnnpackResizeBilinear>(node => node with { Rows = node.Rows.Select(_ => XnnpackResizeBilinear.Span(0, 0, 2049)).ToEquatableArray() }, WrongSpans),
        Of<XnnpackResizeBilinear>(node => node with { Columns = EquatableArray<ResizeSpan>.Empty }, WrongSpans),
    ];

    private static readonly (Func<TensorQuantization, TensorQuantization> Change, string Message)[] OfQuantizations =
    [
        (quantization => quantization with { ScaleBits = EquatableArray.Of(0u) }, "has scale 0x00000000, which is not a positive, finite float32"),
        (quantization => quantization with { ScaleBits = EquatableArray.Of(Infinity) }, "has scale 0x7f800000, which is not a positive, finite float32"),
        (quantization => quantization with { ScaleBits = EquatableArray.Of(MinusOne) }, "has scale 0xbf800000, which is not a positive, finite float32"),
        (quantization => quantization with { ScaleBits = EquatableArray<uint>.Empty }, "has no scale"),
        (quantization => quantization with { ScaleText = "1\n}" }, "has the scale \"1\\u000a}\", which is not a decimal number"),
        (quantization => quantization with { ScaleText = "" }, "has the scale \"\", which is not a decimal number"),
        (quantization => quantization with { ZeroPoint = 256 }, "has zero point 256, expected -255 to 255"),
        (quantization => quantization with { ZeroPoint = -256 }, "has zero point -256, expected -255 to 255"),
        (quantization => quantization with { ZeroPoints = EquatableArray.Of(1) }, "has zero points [1] beside 1 scales, expected one, or an int8 code for each of several scales"),
        (quantization => PerChannel(quantization) with { ZeroPoints = EquatableArray.Of(1, 2, 3) }, "has zero points [1, 2, 3] beside 2 scales, expected one, or an int8 code for each of several scales"),
        (quantization => PerChannel(quantization) with { ZeroPoints = EquatableArray.Of(1, 128) }, "has zero points [1, 128] beside 2 scales, expected one, or an int8 code for each of several scales"),
        (quantization => PerChannel(quantization) with { Axis = 8 }, "has scales along axis 8, expected 0 to 7"),
        (quantization => PerChannel(quantization) with { Axis = -1 }, "has scales along axis -1, expected 0 to 7"),
    ];

    public static TheoryData<int> NodeCases => [.. Enumerable.Range(0, OfNodes.Length)];

    public static TheoryData<int> QuantizationCases => [.. Enumerable.Range(0, OfQuantizations.Length)];

    [Theory]
    [MemberData(nameof(NodeCases))]
    public void Check_NumberOfANode_IsRefusedWithItsName(int index)
    {
        (Network broken, GraphNode node, string message) = OfNodes[index].Apply();

        string problem = Problem(broken).Message;

        Assert.StartsWith($"\"{node.Name}\" ({node.Op}): ", problem, StringComparison.Ordinal);
        Assert.Contains(message, problem, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(QuantizationCases))]
    public void Check_NumberOfAQuantization_IsRefusedWithItsTensor(int index)
    {
        (Func<TensorQuantization, TensorQuantization> change, string message) = OfQuantizations[index];
        int input = Valid[0].Graph.Inputs[0];

        DiagnosticInfo problem = Problem(WithTensor(Valid[0], input, tensor => tensor with { Quantization = change(tensor.Quantization!) }));

        Assert.Equal(("QMAC0104", $"{TensorInfo.KeyOf(input)} {message}"), (problem.Descriptor.Id, problem.Message));
    }

    [Fact]
    public void Check_NegativeIndex_IsRefused() => Assert.Equal(
        "t-001 has index -1, expected at least 0",
        Problem(WithTensors(Valid[0], tensors => tensors.Select((tensor, i) => i == 0 ? tensor with { Index = -1 } : tensor))).Message);

    [Fact]
    public void Check_UnsignedAccumulators_AreRefused()
    {
        MacNode layer = Valid[0].Graph.MacNodes.First(node => node.Bias >= 0);

        Assert.Equal(
            $"{TensorInfo.KeyOf(layer.Bias)} is uint8 in the model, but int32 here, expected int8",
            Problem(WithTensor(Valid[0], layer.Bias, tensor => tensor with { IsUnsigned = true })).Message);
    }

    [Fact]
    public void Check_OperatorsOfAnUnknownLayer_AreRefused()
    {
        OperatorAssignment operators = new(OperatorPair.Exact, EquatableArray.Of(new LayerOperators("nobody", OperatorPair.Exact)));

        DiagnosticInfo problem = Problem(Valid[0] with { Graph = Valid[0].Graph with { Operators = operators } });

        Assert.Equal(("QMAC0203", NearName.NoLayer("nobody", Valid[0].Graph.ProductNodes.Select(layer => layer.Name))), (problem.Descriptor.Id, problem.Message));
    }

    private static TensorQuantization PerChannel(TensorQuantization quantization) =>
        quantization with { ScaleBits = EquatableArray.Of(quantization.ScaleBits[0], quantization.ScaleBits[0]) };

    /// <summary>What the validator says of a network that the reader refuses too.</summary>
    private static DiagnosticInfo Problem(Network broken)
    {
        Assert.NotNull(Assert.Throws<DiagnosticException>(() => ModelReader.Read(PackageFiles.Of(broken))).Diagnostic.Position);

        DiagnosticInfo problem = Assert.Throws<DiagnosticException>(() => NetworkValidator.Check(broken)).Diagnostic;
        Assert.Null(problem.Position);
        return problem;
    }

    private static Change Scaled(QuantizedMultiplier multiplier, string message) =>
        Of<Conv2D>(node => node with { Requantization = node.Requantization with { Multipliers = EquatableArray.Of(multiplier) } }, message);

    private static Change Clamped(ClampRange clamp, string message) =>
        Of<Conv2D>(node => node with { Requantization = node.Requantization with { Clamp = clamp } }, message);

    private static Change Padded(EquatableArray<int> amounts, string message) => Of<Conv2D>(
        node => node with { Geometry = node.Geometry with { Window = node.Geometry.Window with { Padding = new Padding(PaddingMode.Explicit, amounts) } } }, message);

    private static Change Of<T>(Func<T, GraphNode> change, string message)
        where T : GraphNode => new(node => node is T found ? change(found) : null, message);

    /// <summary>A change of the first node that it fits.</summary>
    /// <param name="Replace">The node in its place, or null where it does not fit.</param>
    /// <param name="Message">In what the validator says.</param>
    private sealed record Change(Func<GraphNode, GraphNode?> Replace, string Message)
    {
        public (Network Broken, GraphNode Node, string Message) Apply()
        {
            (Network network, GraphNode node) = Valid.SelectMany(network => network.Graph.Nodes.Select(node => (network, node)))
                .First(pair => Replace(pair.node) is not null);
            return (WithNodes(network, nodes => nodes.Select(other => ReferenceEquals(other, node) ? Replace(node)! : other)), node, Message);
        }
    }
}
