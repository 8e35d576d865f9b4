using Microsoft.CodeAnalysis;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Planning;

/// <summary>What a caller may choose about a plan.</summary>
/// <param name="ClassName">A C# identifier.</param>
/// <param name="Namespace">Dotted C# identifiers.</param>
/// <param name="Operators">The circuits of each layer.</param>
/// <param name="Strategies">Layers whose strategy is forced.</param>
public sealed record PlanOptions(
    string ClassName, string Namespace, OperatorAssignment Operators, EquatableArray<StrategyRequest> Strategies);

/// <summary>A checked model to its plan.</summary>
public static class ExecutionPlanner
{
    /// <summary>Decides everything that the code of a model needs.</summary>
    /// <exception cref="DiagnosticException">A name is no C# identifier, a forced strategy is unknown or cannot be used, or a layer is unknown.</exception>
    public static ExecutionPlan Plan(Model model, PlanOptions options)
    {
        CheckNames(options);
        QuantizedGraph graph = model.Graph;
        Dictionary<string, KernelStrategy> forced = ReadStrategies(graph, options.Strategies);
        IdentifierAllocator identifiers = new(ReservedMembers(options), "Weights", "WeightZeroPoints", "Start", "QuantizedMultiplier", "Shift", "Factor", "Values", "Rows", "Columns", "Exponentials");
        Dictionary<Multiplier, Func<int, (int Lower, int Upper)>> ranges = [];
        List<KernelStep> steps = [];
        for (int index = 0; index < graph.Nodes.Count; index++)
        {
            GraphNode node = graph.Nodes[index];
            string identifier = identifiers.Allocate(node.Name);
            EquatableArray<TensorInfo> inputs = node.Inputs.Select(graph.Tensor).ToEquatableArray();
            TensorInfo output = graph.Tensor(node.Output);
            steps.Add(node is MacNode layer
                ? PlanLayer(model, options, layer, identifier, inputs, output, index, forced, ranges)
                : new KernelStep(node, identifier, inputs, output));
        }

        Dictionary<int, int> aliases = graph.Nodes.OfType<Reshape>().ToDictionary(node => node.Output, node => node.Input);
        return new ExecutionPlan(
            graph, model.Parameters, model.GraphSha256, model.QuantSpecSha256, options.ClassName, options.Namespace,
            options.Operators, steps.ToEquatableArray(),
            BufferPlan.Of(steps, graph.Inputs.Select(graph.Tensor).Where(input => input.IsUnsigned), graph.Outputs.ToArray(), aliases));
    }

    private static MacStep PlanLayer(
        Model model,
        PlanOptions options,
        MacNode layer,
        string identifier,
        EquatableArray<TensorInfo> inputs,
        TensorInfo output,
        int nodeIndex,
        Dictionary<string, KernelStrategy> forced,
        Dictionary<Multiplier, Func<int, (int Lower, int Upper)>> ranges)
    {
        OperatorPair operators = options.Operators.For(layer.Name);
        MacGeometry geometry = layer.Geometry;
        sbyte[] weights = model.Parameters[layer.Weights].Int8.ToArray();

        // With exact circuits both forms of operands give the same accumulator: raw codes need one subtraction less.
        OperandForm form = operators == OperatorPair.Exact ? OperandForm.Raw : model.Graph.Semantics.Operands;
        operators = operators with { Multiplier = CentredMultiplier.Of(operators.Multiplier, form, inputs[0].ZeroPoint, layer.Name) };
        int inputZeroPoint = form == OperandForm.Centred ? 0 : inputs[0].ZeroPoint;

        // With exact circuits both padding rules give the same accumulator; the one that needs no position is kept.
        bool correctsByPosition = geometry.Window.TouchesPadding
            && geometry.Window.OmitsPadding(operators == OperatorPair.Exact ? PaddingRule.Multiply : model.Graph.Semantics.Padding);
        int[] bias = layer.Bias < 0 ? new int[geometry.OutChannels] : model.Parameters[layer.Bias].Int32.ToArray();
        int[] weightZeroPoints = WeightZeroPoints(inputs[1].Quantization, geometry.OutChannels);
        int[] start = correctsByPosition ? bias : FoldZeroPoints(geometry, weights, bias, inputZeroPoint, weightZeroPoints);

        if (!ranges.TryGetValue(operators.Multiplier, out Func<int, (int Lower, int Upper)>? products))
        {
            ProductRanges table = new(operators.Multiplier);
            products = weight => table.Of(weight, sbyte.MinValue, sbyte.MaxValue);
            ranges.Add(operators.Multiplier, products);
        }

        // A tap that may be absent contributes nothing, or its product and its share of the correction.
        Func<int, (int Lower, int Upper)> taps = !correctsByPosition ? products : weight =>
        {
            (int lower, int upper) = products(weight);
            return (Math.Min(0, lower - (inputZeroPoint * weight)), Math.Max(0, upper - (inputZeroPoint * weight)));
        };
        AccumulatorBound bound = AccumulatorBound.Of(geometry, weights, start, operators, taps);

        (KernelStrategy strategy, string reason) = StrategyChoice.For(
            layer, operators, correctsByPosition, weightZeroPoints.Length > 0, output.Layout == TensorLayout.Nchw,
            forced.TryGetValue(layer.Name, out KernelStrategy wanted) ? wanted : null);
        return new MacStep(
            layer, identifier, inputs, output, nodeIndex, operators,
            new EquatableArray<sbyte>(weights), new EquatableArray<int>(start), new EquatableArray<int>(weightZeroPoints), inputZeroPoint, correctsByPosition,
            weightZeroPoints.Length == 0 ? bound : bound.Widened(geometry.Taps, inputs[0].ZeroPoint, weightZeroPoints),
            OmitsZeroWeights(operators), strategy, reason);
    }

    /// <summary>The zero point of each output channel's weights; empty where all are 0.</summary>
    private static int[] WeightZeroPoints(TensorQuantization? quantization, int channels) =>
        quantization is null or { IsSymmetric: true } ? [] : [.. Enumerable.Range(0, channels).Select(quantization.ZeroPointOf)];

    /// <summary><c>bias + n * zx * zw - zx * sum of weights</c>, modulo 2^32: with raw operands this makes the accumulator that of centred ones.</summary>
    private static int[] FoldZeroPoints(MacGeometry geometry, sbyte[] weights, int[] bias, int inputZeroPoint, int[] weightZeroPoints)
    {
        int[] start = new int[geometry.OutChannels];
        for (int outChannel = 0; outChannel < start.Length; outChannel++)
        {
            int sum = weightZeroPoints.Length == 0 ? 0 : -geometry.Taps * weightZeroPoints[outChannel];
            for (int filterY = 0; filterY < geometry.Window.FilterHeight; filterY++)
            {
                for (int filterX = 0; filterX < geometry.Window.FilterWidth; filterX++)
                {
                    for (int inChannel = 0; inChannel < geometry.GroupInChannels; inChannel++)
                    {
                        sum += weights[geometry.WeightIndex(outChannel, filterY, filterX, inChannel)];
                    }
                }
            }

            start[outChannel] = unchecked(bias[outChannel] - (inputZeroPoint * sum));
        }

        return start;
    }

    private static bool OmitsZeroWeights(OperatorPair operators)
    {
        for (int activation = sbyte.MinValue; activation <= sbyte.MaxValue; activation++)
        {
            if (operators.Multiplier.Apply(activation, 0) != 0)
            {
                return false;
            }
        }

        return operators.Adder.ZeroIsIdentity;
    }

    private static Dictionary<string, KernelStrategy> ReadStrategies(QuantizedGraph graph, EquatableArray<StrategyRequest> requests)
    {
        Dictionary<string, KernelStrategy> strategies = new(StringComparer.Ordinal);
        foreach (StrategyRequest request in requests)
        {
            if (!graph.MacNodes.Any(layer => layer.Name == request.LayerName))
            {
                throw Error(Descriptors.LayerUnknown, $"{Quote(request.LayerName)} is not a layer with products of this model");
            }

            strategies[request.LayerName] = KernelStrategies.Parse(request.StrategyName)
                ?? throw Error(Descriptors.StrategyInvalid, $"strategy {Quote(request.StrategyName)} is unknown, expected {KernelStrategies.Expected}");
        }

        return strategies;
    }

    private static void CheckNames(PlanOptions options)
    {
        foreach (string part in options.Namespace.Split('.').Append(options.ClassName))
        {
            if (!CSharpNames.IsIdentifier(part))
            {
                throw new DiagnosticException(new DiagnosticInfo(
                    Descriptors.ClassNameInvalid, null, $"{Quote(part)} is not a C# identifier that can name a class or namespace"));
            }

            if (CSharpNames.UsedByEmittedCode.Contains(part))
            {
                throw Error(Descriptors.ClassNameInvalid, $"{Quote(part)} is a name that generated code uses itself; choose another for the class or namespace");
            }
        }
    }

    private static DiagnosticException Error(DiagnosticDescriptor descriptor, string message) =>
        new(new DiagnosticInfo(descriptor, null, message));

    private static string[] ReservedMembers(PlanOptions options) =>
    [
        options.ClassName, "_arena", .. options.Operators.Multipliers.OfType<TableMultiplier>().Select(table => table.TableName), .. CSharpNames.UsedByEmittedCode,
        "Equals", "Finalize", "GetHashCode", "GetType", "MemberwiseClone", "ReferenceEquals", "ToString",
    ];
}
