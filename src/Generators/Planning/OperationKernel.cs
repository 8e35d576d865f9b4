using System.Runtime.InteropServices;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Planning;

/// <summary>The kernel of an operation without products of weights: with vectors where that is possible, else a plain loop.</summary>
/// <param name="Node">The operation.</param>
/// <param name="Inputs">Its tensors.</param>
/// <param name="Output">The tensor that it computes.</param>
/// <param name="Arrays">What its code reads beside tensors.</param>
/// <param name="Vectors">What its vector code needs; null for a plain loop.</param>
public sealed record OperationKernel(
    GraphNode Node, EquatableArray<TensorInfo> Inputs, TensorInfo Output, EquatableArray<KernelConstant> Arrays, VectorForm? Vectors = null)
    : Kernel(Node, Inputs, Output)
{
    public override string Strategy => Vectors is not null ? "vector" : Node is Reshape ? "none" : "loops";

    public override bool IsOptimizedAtOnce => Vectors is not null;

    public override bool UsesVectors => Vectors is not null;

    public override EquatableArray<KernelConstant> Constants => Arrays;

    public override EquatableArray<string> InputNames => Node switch
    {
        PairLookup => EquatableArray.Of("first", "second", "table"),
        ElementwiseNode => EquatableArray.Of("first", "second"),
        CopyNode when Inputs.Count > 1 => Enumerable.Range(0, Inputs.Count).Select(part => Invariant($"input{part}")).ToEquatableArray(),
        _ => Inputs.Select(_ => "input").ToEquatableArray(),
    };

    public static OperationKernel Of(GraphNode node, EquatableArray<TensorInfo> inputs, TensorInfo output, ParameterSet parameters)
    {
        (VectorForm? vectors, string reason) = VectorForm.Of(node, inputs, output);
        return new OperationKernel(node, inputs, output, ConstantsOf(node, inputs, output, parameters).ToEquatableArray(), vectors) { Reason = reason };
    }

    public override string OriginOf(Int32Constant constant, int index) => Node is QLinearSoftmax or LayerFunction or LayerResult or LookupReal ? Decimal((uint)constant.Values[index]) : "";

    /// <summary>Suffix of the constant that one of several inputs is.</summary>
    /// <remarks>With an underscore before it, which no other name has but for numbers after it.</remarks>
    public static string PartSuffix(int part) => Invariant($"_Part{part}");

    private static IEnumerable<KernelConstant> ConstantsOf(
        GraphNode node, EquatableArray<TensorInfo> inputs, TensorInfo output, ParameterSet parameters)
    {
        return node switch
        {
            CopyNode => Enumerable.Range(0, inputs.Count)
                .Where(part => inputs[part].IsConstant)
                .Select(part => Codes(PartSuffix(part), Invariant($"Part {part} of {{0}}"), inputs[part])),
            ResizeNearest nearest =>
            [
                new Int32Constant("Rows", "Input row of each output row of {0}", nearest.Rows),
                new Int32Constant("Columns", "Input column of each output column of {0}", nearest.Columns),
            ],
            BilinearNode bilinear =>
            [
                Spans("Rows", bilinear, 1),
                Spans("Columns", bilinear, 2),
            ],
            ResizeBilinearReal bilinear => [RealSpans("Rows", bilinear.Rows), RealSpans("Columns", bilinear.Columns)],
            QLinearResize resize =>
            [
                WeightedSpans("Rows", resize.Rows),
                WeightedSpans("Columns", resize.Columns),
            ],
            Softmax softmax =>
            [
                new ExponentialsConstant("Exponentials", "Exponentials of {0}, of the differences 0, -1 … -255 to the greatest code, Q0.31", softmax),
            ],
            QLinearSoftmax softmax =>
            [
                Reals("Exponentials", "Exponentials of {0}, of the differences 0, -1 … -255 to the greatest code, float32 as their bit patterns", softmax.Exponentials),
            ],
            PairLookup =>
            [
                .. inputs.Take(2).Where(input => input.IsConstant).Select(input => Codes("Values", "Constant operand of {0}", input)),
                Codes("Table", "Codes of {0} for each pair of codes", inputs[2]),
            ],
            LayerFunction function =>
            [
                .. Worth(function.Factors, function.Offsets),
                Reals("Breaks", "Where the code of {0} changes, float32 as its bit pattern", function.Breaks),
                Codes("Codes", "Codes of {0} from one break to the next", inputs[4]),
            ],
            LayerResult result => Worth(result.Factors, result.Offsets),
            LookupReal lookup => [Reals("Values", "Real numbers of {0} for each code, -128 first, float32 as their bit patterns", lookup.Table)],
            _ => inputs.Where(input => input.IsConstant && input.Type == ElementType.Int8).Select(input => Codes("Values", "Constant operand of {0}", input)),
        };

        static Int32Constant WeightedSpans(string suffix, EquatableArray<WeightedSpan> spans) => new(
            suffix, $"{suffix} of the input between which each one of {{0}} lies, and their weights, float32 as bit patterns",
            spans.SelectMany(span => new[] { span.First, span.Second, (int)span.FirstWeightBits, (int)span.SecondWeightBits }).ToEquatableArray());

        KernelConstant[] Worth(int factors, int offsets) =>
        [
            Reals("Factors", "What an accumulator of each channel of {0} is worth, float32 as its bit pattern", factors),
            Reals("Offsets", "What is added to it for {0}, float32 as its bit pattern", offsets),
        ];

        Int32Constant Reals(string suffix, string summary, int tensor) =>
            new(suffix, summary, new EquatableArray<int>(MemoryMarshal.Cast<byte, int>(parameters[tensor].Data).ToArray()));

        Int8Constant Codes(string suffix, string summary, TensorInfo tensor) =>
            new(suffix, summary, new EquatableArray<sbyte>(parameters[tensor.Index].Int8.ToArray()));

        Int32Constant Spans(string what, BilinearNode bilinear, int axis) => new(
            what,
            Invariant($"{what} of the input that each of the output lies between, and their weights in 1/{1 << bilinear.FractionBits}"),
            bilinear.Spans(inputs[0], output, axis).SelectMany(span => new[] { span.First, span.Second, span.FirstWeight, span.SecondWeight }).ToEquatableArray());
    }

    private static Int32Constant RealSpans(string what, EquatableArray<RealSpan> spans) => new(
        what,
        $"{what} of the input that each of the output lies between, and the weight of the second, float32 as its bit pattern",
        spans.SelectMany(span => new[] { span.First, span.Second, unchecked((int)span.WeightBits) }).ToEquatableArray());
}
