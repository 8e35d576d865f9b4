using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Graph.Validation;

/// <summary>Whether a network is one that a package may hold: ranges of numbers, tensors, nodes, order of execution, values of constants.</summary>
public sealed class NetworkValidator
{
    private readonly IReadOnlyList<TensorInfo> _tensors;
    private readonly EquatableArray<int> _inputs;
    private readonly EquatableArray<int> _outputs;
    private readonly EquatableArray<StateVariable> _states;
    private readonly GraphPositions? _positions;
    private readonly Dictionary<int, TensorInfo> _tensorOf = [];

    /// <summary>What has a value so far.</summary>
    private readonly HashSet<int> _available = [];

    /// <summary>Output channels of the layers so far, by their results; 1 for sums.</summary>
    private readonly Dictionary<int, int> _channels = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <param name="tensors">Tensors of the graph.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="outputs">Its outputs.</param>
    /// <param name="states">What keeps its value from run to run.</param>
    /// <param name="positions">Where its parts stand; null when it comes from no file.</param>
    internal NetworkValidator(
        IReadOnlyList<TensorInfo> tensors,
        EquatableArray<int> inputs,
        EquatableArray<int> outputs,
        EquatableArray<StateVariable> states,
        GraphPositions? positions)
    {
        _tensors = tensors;
        _inputs = inputs;
        _outputs = outputs;
        _states = states;
        _positions = positions;
    }

    /// <summary>Checks a network that comes from no file.</summary>
    /// <exception cref="DiagnosticException">Something does not agree. It has no position.</exception>
    public static void Check(Network network)
    {
        QuantizedGraph graph = network.Graph;
        NetworkValidator validator = new([.. graph.Tensors], graph.Inputs, graph.Outputs, graph.States, null);
        validator.CheckTensors();
        foreach (GraphNode node in graph.Nodes)
        {
            validator.CheckNode(node, null);
        }

        validator.CheckOutputs();
        CheckLayerNames(graph);
        CheckParameters(network);
        CheckConstants(network);
    }

    /// <summary>Checks what nodes want of the values of their constants, which are there.</summary>
    /// <exception cref="DiagnosticException">Some value is not valid. It has no position.</exception>
    internal static void CheckConstants(Network network)
    {
        foreach (GraphNode node in network.Graph.Nodes)
        {
            node.CheckConstants(new NodeChecks(node.Name, node.Op, node.Inputs, node.Output, network.Graph.Tensor, null), network.Parameters);
        }
    }

    /// <summary>Checks tensors, inputs and outputs: the first step, on which nodes rely.</summary>
    /// <exception cref="DiagnosticException">Something does not agree.</exception>
    internal void CheckTensors()
    {
        for (int i = 0; i < _tensors.Count; i++)
        {
            CheckTensor(_tensors[i], _positions?.Tensors[i]);
            if (i > 0 && _tensors[i].Index < _tensors[i - 1].Index)
            {
                throw Error(Descriptors.GraphInvalid, null, "tensors must be in the order of their indices");
            }
        }

        CheckBoundary("inputs", _inputs, _positions?.Inputs);
        CheckBoundary("outputs", _outputs, _positions?.Outputs);
        _available.UnionWith(_inputs);
        for (int i = 0; i < _states.Count; i++)
        {
            CheckState(_states[i], _positions?.States[i]);
        }
        _available.UnionWith(_tensors.Where(tensor => tensor.IsConstant).Select(tensor => tensor.Index));
    }

    /// <summary>Checks the next node in the order of execution.</summary>
    /// <param name="node">The node.</param>
    /// <param name="position">Where it stands; null when it comes from no file.</param>
    /// <exception cref="DiagnosticException">Something does not agree.</exception>
    internal void CheckNode(GraphNode node, FilePosition? position)
    {
        NodeChecks checks = new(node.Name, node.Op, node.Inputs, node.Output, Find, position);
        node.Check(checks);
        if (node is INamedFunction { Function: string function } && !FunctionNames.IsValid(function))
        {
            throw checks.GraphError(FunctionNames.Invalid(function));
        }

        if (!_names.Add(node.Name))
        {
            throw Error(Descriptors.GraphInvalid, position, $"two nodes are called {Quote(node.Name)}");
        }

        foreach (int input in node.Inputs.Where(input => !_available.Contains(input)))
        {
            throw Error(Descriptors.GraphInvalid, position, $"{Quote(node.Name)} reads {TensorInfo.KeyOf(input)} before anything computes it");
        }

        foreach (TensorInfo input in node.Inputs.Select(input => _tensorOf[input]).Where(input => input is { Type: ElementType.Int32, IsConstant: false }))
        {
            if (!_channels.TryGetValue(input.Index, out int channels) || (channels > 1 && (input.Layout == TensorLayout.Nchw || input.Shape[input.Shape.Count - 1] != channels)))
            {
                throw checks.GraphError($"{input.Key} is {input.Signature}, expected sums, or the accumulators of a layer with its channels last");
            }
        }

        if (!_available.Add(node.Output))
        {
            throw Error(Descriptors.GraphInvalid, position, $"{Quote(node.Name)} writes {TensorInfo.KeyOf(node.Output)}, which has a value already");
        }

        TensorInfo result = _tensorOf[node.Output];
        if (node is ProductNode or ReduceTotal)
        {
            _channels.Add(node.Output, (node as ProductNode)?.OutChannels ?? 1);
        }

        if (result.Type != ElementType.Int8 && !_outputs.Contains(node.Output) && !(result.Type == ElementType.Int32 && node is ProductNode or ReduceTotal))
        {
            throw Error(Descriptors.GraphInvalid, position, $"{Quote(node.Name)} computes {result.Signature} inside the graph, where everything but accumulators is int8; only an output may be so");
        }
    }

    /// <summary>Checks that the nodes computed all outputs: the last step.</summary>
    /// <exception cref="DiagnosticException">Something is not computed.</exception>
    internal void CheckOutputs()
    {
        foreach (int output in _outputs.Where(output => !_available.Contains(output)))
        {
            throw Error(Descriptors.GraphInvalid, _positions?.Outputs, $"nothing computes the output {TensorInfo.KeyOf(output)}");
        }

        for (int i = 0; i < _states.Count; i++)
        {
            if (!_available.Contains(_states[i].Next) || _tensorOf[_states[i].Next].IsConstant)
            {
                throw Error(Descriptors.GraphInvalid, _positions?.States[i], $"nothing computes {TensorInfo.KeyOf(_states[i].Next)}, which the state {Quote(_states[i].Name)} becomes");
            }
        }
    }

    /// <summary>Says that a constant has no values.</summary>
    internal static string Missing(TensorInfo constant) => $"{constant.Key} ({Quote(constant.Name)}) is missing";

    /// <summary>Says that the values of a constant are of another type or shape.</summary>
    internal static string Mismatch(TensorInfo constant, string header, int bytes) => Invariant(
        $"{constant.Key} is {Quote(header)} with {bytes} bytes, but the graph has {constant.Signature}");

    private static void CheckLayerNames(QuantizedGraph graph)
    {
        HashSet<string> layers = new(graph.ProductNodes.Select(node => node.Name), StringComparer.Ordinal);
        foreach (LayerOperators unknown in graph.Operators.Layers.Where(layer => !layers.Contains(layer.LayerName)))
        {
            throw Error(Descriptors.LayerUnknown, null, NearName.NoLayer(unknown.LayerName, graph.ProductNodes.Select(node => node.Name)));
        }
    }

    private static void CheckParameters(Network network)
    {
        HashSet<int> constants = [];
        foreach (TensorInfo tensor in network.Graph.Tensors.Where(tensor => tensor.IsConstant))
        {
            constants.Add(tensor.Index);
            if (!network.Parameters.Contains(tensor.Index))
            {
                throw Error(Descriptors.ParameterTextInvalid, null, Missing(tensor));
            }

            ParameterArray array = network.Parameters[tensor.Index];
            if (array.Type != tensor.Type || array.Shape != tensor.Shape || array.Data.Length != tensor.ElementCount * tensor.Type.Size())
            {
                throw Error(Descriptors.ParameterTextInvalid, null, Mismatch(tensor, array.Header, array.Data.Length));
            }
        }

        foreach (int index in network.Parameters.Tensors.Where(index => !constants.Contains(index)))
        {
            throw Error(Descriptors.ParameterTextInvalid, null, $"{Quote(TensorInfo.KeyOf(index))} is not a constant of the graph");
        }
    }

    private void CheckTensor(TensorInfo tensor, FilePosition? position)
    {
        // Stepwise, because the product of hostile extents overflows even 64 bits.
        long count = 1;
        foreach (int extent in tensor.Shape)
        {
            if (extent < 1)
            {
                throw Error(Descriptors.JsonContent, position, Invariant($"{tensor.Key} has extent {extent}, expected at least 1"));
            }

            count *= extent;
            if (count > TensorInfo.MaxElements)
            {
                throw Error(Descriptors.JsonContent, position, Invariant($"a tensor may have at most {TensorInfo.MaxElements} elements"));
            }
        }

        if (_tensorOf.ContainsKey(tensor.Index))
        {
            throw Error(Descriptors.JsonContent, position, Invariant($"tensor {tensor.Index} is listed twice"));
        }

        if (tensor.Index < 0)
        {
            throw Error(Descriptors.JsonContent, position, Invariant($"{tensor.Key} has index {tensor.Index}, expected at least 0"));
        }

        if (tensor.IsUnsigned && tensor.Type != ElementType.Int8)
        {
            throw Error(Descriptors.JsonContent, position, $"{tensor.Key} is uint8 in the model, but {tensor.Type.Name()} here, expected int8");
        }

        if (tensor.Quantization is not null)
        {
            CheckQuantization(tensor.Key, tensor.Quantization, position);
        }

        _tensorOf.Add(tensor.Index, tensor);
    }

    private static void CheckQuantization(string key, TensorQuantization quantization, FilePosition? position)
    {
        foreach (uint bits in quantization.ScaleBits.Where(bits => !RealRange.Positive.Contains(bits)))
        {
            throw Wrong(Invariant($"scale 0x{bits:x8}, which is not {RealRange.Positive}"));
        }

        if (quantization.ScaleBits.Count == 0)
        {
            throw Wrong("no scale");
        }

        if (quantization.IsPerChannel && quantization.Axis is < 0 or > TensorQuantization.MaxAxis)
        {
            throw Wrong(Invariant($"scales along axis {quantization.Axis}, expected 0 to {TensorQuantization.MaxAxis}"));
        }

        if (!quantization.IsPerChannel && !TensorQuantization.IsDecimal(quantization.ScaleText))
        {
            throw Wrong($"the scale {Quote(quantization.ScaleText)}, which is not a decimal number");
        }

        if (quantization.ZeroPoint is < -TensorQuantization.MaxZeroPoint or > TensorQuantization.MaxZeroPoint)
        {
            throw Wrong(Invariant($"zero point {quantization.ZeroPoint}, expected {-TensorQuantization.MaxZeroPoint} to {TensorQuantization.MaxZeroPoint}"));
        }

        if (!quantization.HasZeroPointsOfScales)
        {
            throw Wrong(Invariant($"zero points {quantization.ZeroPoints} beside {quantization.ScaleBits.Count} scales, expected one, or an int8 code for each of several scales"));
        }

        DiagnosticException Wrong(string what) => Error(Descriptors.QuantizationInvalid, position, $"{key} has {what}");
    }

    private void CheckBoundary(string member, EquatableArray<int> indices, FilePosition? position)
    {
        if (indices.Count == 0 || indices.Distinct().Count() != indices.Count)
        {
            throw Error(Descriptors.GraphInvalid, position, $"{member} must name at least one tensor, and none twice");
        }

        foreach (int index in indices)
        {
            if (!_tensorOf.TryGetValue(index, out TensorInfo? tensor) || tensor.IsConstant)
            {
                throw Error(Descriptors.GraphInvalid, position, $"{TensorInfo.KeyOf(index)} of {member} is not a computed tensor");
            }

            bool isCode = tensor.Type == ElementType.Int8;
            if (!isCode && tensor.Type != ElementType.Float32 && !(tensor.Type == ElementType.Int32 && member == "outputs"))
            {
                throw Error(Descriptors.GraphInvalid, position, $"{TensorInfo.KeyOf(index)} of {member} is {tensor.Signature}, expected int8 or float32{(member == "outputs" ? ", or int32 accumulators" : "")}");
            }

            if (isCode && tensor.Quantization is not { IsPerChannel: false })
            {
                throw Error(Descriptors.QuantizationInvalid, position, $"{tensor.Key} of {member} needs one scale and one zero point");
            }
        }
    }

    /// <summary>A state is codes that nothing computes; what it begins with and what it becomes are codes like them.</summary>
    private void CheckState(StateVariable state, FilePosition? position)
    {
        TensorInfo? current = Find(state.Current);
        if (current is not { Type: ElementType.Int8, IsConstant: false, Quantization.IsPerChannel: false } || !_available.Add(state.Current))
        {
            throw Error(Descriptors.GraphInvalid, position, $"{TensorInfo.KeyOf(state.Current)} of the state {Quote(state.Name)} is no tensor of codes with one scale that is nothing else");
        }

        if (Find(state.Initial) is not { IsConstant: true } initial || !IsLike(current, initial))
        {
            throw Error(Descriptors.GraphInvalid, position, $"{TensorInfo.KeyOf(state.Initial)}, which the state {Quote(state.Name)} begins with, is no constant like {current.Signature} {current.Key}");
        }

        if (Find(state.Next) is not TensorInfo next || !IsLike(current, next))
        {
            throw Error(Descriptors.GraphInvalid, position, $"{TensorInfo.KeyOf(state.Next)}, which the state {Quote(state.Name)} becomes, is not like {current.Signature} {current.Key}");
        }

        static bool IsLike(TensorInfo a, TensorInfo b) =>
            a.Type == b.Type && a.Shape == b.Shape && a.Layout == b.Layout && a.ZeroPoint == b.ZeroPoint && b.Quantization is { IsPerChannel: false };
    }

    private TensorInfo? Find(int index) => _tensorOf.TryGetValue(index, out TensorInfo? tensor) ? tensor : null;

    private static DiagnosticException Error(ProblemDescriptor descriptor, FilePosition? position, string message) =>
        new(new DiagnosticInfo(descriptor, position, message));
}
