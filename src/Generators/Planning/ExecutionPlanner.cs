using Microsoft.CodeAnalysis;
using QMacVerify.Generators.Analysis;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Planning;

/// <summary>What a caller may choose about a plan.</summary>
/// <param name="ClassName">A C# identifier, or null for one made of the graph's name.</param>
/// <param name="Namespace">Dotted C# identifiers.</param>
/// <param name="Operators">The circuits of each layer.</param>
/// <param name="Strategies">Layers whose strategy is forced.</param>
public sealed record PlanOptions(
    string? ClassName, string Namespace, OperatorAssignment Operators, EquatableArray<StrategyRequest> Strategies);

/// <summary>A checked network to its plan.</summary>
public static class ExecutionPlanner
{
    /// <summary>Decides everything that the code of a network needs.</summary>
    /// <exception cref="DiagnosticException">A name is no C# identifier, a forced strategy is unknown or cannot be used, or a layer is unknown.</exception>
    public static ExecutionPlan Plan(Network network, PlanOptions options)
    {
        QuantizedGraph graph = network.Graph;
        string className = options.ClassName ?? CSharpNames.ClassName(graph.Name);
        CheckNames(className, options.Namespace);
        Dictionary<string, KernelStrategy> forced = ReadStrategies(graph, options.Strategies);
        IdentifierAllocator identifiers = new(ReservedMembers(className, options.Operators), "Weights", "WeightZeroPoints", "Start", "QuantizedMultiplier", "Shift", "Factor", "Values", "Rows", "Columns", "Exponentials");
        List<KernelStep> steps = [];
        for (int index = 0; index < graph.Nodes.Count; index++)
        {
            GraphNode node = graph.Nodes[index];
            string identifier = identifiers.Allocate(node.Name);
            EquatableArray<TensorInfo> inputs = node.Inputs.Select(graph.Tensor).ToEquatableArray();
            TensorInfo output = graph.Tensor(node.Output);
            steps.Add(node is MacNode layer
                ? PlanLayer(network, options, layer, identifier, inputs, output, index, forced)
                : new KernelStep(node, identifier, inputs, output));
        }

        Dictionary<int, int> aliases = graph.Nodes.OfType<Reshape>().ToDictionary(node => node.Output, node => node.Input);
        return new ExecutionPlan(
            graph, network.Parameters, className, options.Namespace,
            options.Operators, steps.ToEquatableArray(),
            BufferPlan.Of(steps, graph.Inputs.Select(graph.Tensor).Where(input => input.IsUnsigned), graph.Outputs.ToArray(), aliases));
    }

    private static MacStep PlanLayer(
        Network network,
        PlanOptions options,
        MacNode layer,
        string identifier,
        EquatableArray<TensorInfo> inputs,
        TensorInfo output,
        int nodeIndex,
        Dictionary<string, KernelStrategy> forced)
    {
        OperatorPair operators = options.Operators.For(layer.Name);
        LayerFacts facts = LayerFacts.OfKernel(network, layer, options.Operators.For(layer.Name));
        (KernelStrategy strategy, string reason) = StrategyChoice.For(
            layer, facts.Operators, facts.SkipsPadding, facts.WeightZeroPoints.Count > 0, output.Layout == TensorLayout.Nchw,
            forced.TryGetValue(layer.Name, out KernelStrategy wanted) ? wanted : null);
        return new MacStep(
            layer, identifier, inputs, output, nodeIndex, facts.Operators,
            new EquatableArray<sbyte>(network.Parameters[layer.Weights].Int8.ToArray()), new EquatableArray<int>(facts.Starts()), facts.WeightZeroPoints,
            facts.CorrectedZeroPoint, facts.SkipsPadding, PrefixOfAnyInput(facts), OmitsZeroWeights(facts.Operators), strategy, reason);
    }

    /// <summary>Every prefix of every accumulator, for any int8 activations.</summary>
    /// <remarks>Looser than what <c>qmac constraints</c> finds, which knows what can reach the layer; but it needs this layer only.</remarks>
    private static Interval PrefixOfAnyInput(LayerFacts facts)
    {
        Interval prefix = Interval.Empty;
        foreach (AccumulatorIntervals[] windows in AccumulatorIntervals.Of(facts, WindowBoxes.OfAnyInput(facts)))
        {
            foreach (AccumulatorIntervals acc in windows)
            {
                prefix = prefix.Hull(acc.Prefix);
            }
        }

        return prefix;
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

    private static void CheckNames(string className, string namespaceName)
    {
        foreach (string part in namespaceName.Split('.').Append(className))
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

    private static string[] ReservedMembers(string className, OperatorAssignment operators) =>
    [
        className, "_arena", .. operators.Multipliers.OfType<TableMultiplier>().Select(table => table.TableName), .. CSharpNames.UsedByEmittedCode,
        "Equals", "Finalize", "GetHashCode", "GetType", "MemberwiseClone", "ReferenceEquals", "ToString",
    ];
}
