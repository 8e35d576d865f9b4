using QMacVerify.Generators.Analysis;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Planning.Strategies;
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
    /// <summary>What is made once for a batch is worth it at 16 samples, even for images of 8 x 8 pixels; more of them would leave the cache.</summary>
    private const int MostBatchSize = 16;

    /// <summary>Decides everything that the code of a network needs.</summary>
    /// <exception cref="DiagnosticException">A name is no C# identifier, a forced strategy is unknown or cannot be used, or a layer is unknown.</exception>
    public static ExecutionPlan Plan(Network network, PlanOptions options)
    {
        QuantizedGraph graph = network.Graph;
        string className = options.ClassName ?? CSharpNames.ClassName(graph.Name);
        CheckNames(className, options.Namespace);
        Dictionary<string, string> asked = ReadStrategies(graph, options.Strategies);
        IdentifierAllocator identifiers = new(ReservedMembers(className, options.Operators));
        int mostSamples = MostSamples(graph);
        CodeRanges ranges = CodeRanges.Of(network);
        List<Kernel> kernels = [];
        for (int index = 0; index < graph.Nodes.Count; index++)
        {
            GraphNode node = graph.Nodes[index];
            Kernel kernel = node switch
            {
                MacNode layer => KernelStrategies.Choose(
                    MacLayer.Of(network, ranges, index, options.Operators.For(layer.Name), mostSamples), asked.TryGetValue(layer.Name, out string? name) ? name : null),
                MatMul layer => MatMulKernel.Of(network, ranges, index, options.Operators.For(layer.Name)),
                _ => OperationKernel.Of(node, node.Inputs.Select(graph.Tensor).ToEquatableArray(), graph.Tensor(node.Output), network.Parameters),
            };
            kernels.Add(kernel with { Identifier = identifiers.Allocate(node.Name, kernel.Constants.Select(constant => constant.Suffix)) });
        }

        int batchSize = kernels.Any(kernel => kernel.TakesBatch) ? mostSamples : 1;
        return new ExecutionPlan(
            graph, className, options.Namespace,
            options.Operators, kernels.ToEquatableArray(),
            BufferPlan.Of(graph, kernels, copiesInputs: false, batchSize),
            batchSize)
        {
            InitialState = InitialState(network).ToEquatableArray(),
        };
    }

    private static IEnumerable<sbyte> InitialState(Network network) =>
        network.Graph.States.SelectMany(state => network.Parameters[state.Initial].Int8.ToArray());

    /// <summary>Samples that kernels may compute at once: one where each begins with what the one before left, or where the activations of more would take too much memory.</summary>
    private static int MostSamples(QuantizedGraph graph) =>
        graph.States.Count == 0 && MostBatchSize * graph.Nodes.Sum(node => (long)graph.Tensor(node.Output).ElementCount) <= TensorInfo.MaxElements ? MostBatchSize : 1;

    private static Dictionary<string, string> ReadStrategies(QuantizedGraph graph, EquatableArray<StrategyRequest> requests)
    {
        Dictionary<string, string> strategies = new(StringComparer.Ordinal);
        foreach (StrategyRequest request in requests)
        {
            if (graph.ProductNodes.OfType<MatMul>().Any(layer => layer.Name == request.LayerName))
            {
                throw Error(Descriptors.StrategyInvalid, $"{Quote(request.LayerName)} multiplies two tensors, for which there is one kernel: it takes no strategy");
            }

            if (!graph.MacNodes.Any(layer => layer.Name == request.LayerName))
            {
                throw Error(Descriptors.LayerUnknown, NearName.NoLayer(request.LayerName, graph.MacNodes.Select(layer => layer.Name)));
            }

            if (!KernelStrategies.Names.Contains(request.StrategyName))
            {
                throw Error(Descriptors.StrategyInvalid, $"strategy {Quote(request.StrategyName)} is unknown, expected {KernelStrategies.Expected}");
            }

            strategies[request.LayerName] = request.StrategyName;
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

            if (EmittedNames.All.Contains(part))
            {
                throw Error(Descriptors.ClassNameInvalid, $"{Quote(part)} is a name that generated code uses itself; choose another for the class or namespace");
            }
        }
    }

    private static DiagnosticException Error(ProblemDescriptor descriptor, string message) =>
        new(new DiagnosticInfo(descriptor, null, message));

    private static string[] ReservedMembers(string className, OperatorAssignment operators) =>
    [
        className, "_arena", "_state", "_nextState", "InitialState", .. operators.Multipliers.OfType<TableMultiplier>().Select(table => table.TableName), .. EmittedNames.All,
        "Equals", "Finalize", "GetHashCode", "GetType", "MemberwiseClone", "ReferenceEquals", "ToString",
    ];
}
