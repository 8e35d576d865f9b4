using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Json;
using QMacVerify.Generators.Graph.Validation;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Reading;

/// <summary><c>graph.json</c> and <c>quant_spec.json</c> to a checked graph.</summary>
internal sealed class GraphReader
{
    public const string GraphSchema = "qmac.graph/1";
    public const string QuantSpecSchema = "qmac.quant_spec/1";

    private readonly JsonValue _graph;
    private readonly JsonValue _quantSpec;
    private readonly SortedDictionary<int, (TensorInfo Info, FilePosition Position)> _tensors = [];

    private GraphReader(JsonValue graph, JsonValue quantSpec)
    {
        _graph = graph;
        _quantSpec = quantSpec;
    }

    public static QuantizedGraph Read(JsonValue graph, JsonValue quantSpec) => new GraphReader(graph, quantSpec).Read();

    private QuantizedGraph Read()
    {
        JsonValue source = _graph.Get("source");
        ReadTensors();
        EquatableArray<TensorInfo> tensors = _tensors.Values.Select(tensor => tensor.Info).ToEquatableArray();
        EquatableArray<int> inputs = new(_graph.Integers("inputs", 0, int.MaxValue));
        EquatableArray<int> outputs = new(_graph.Integers("outputs", 0, int.MaxValue));
        EquatableArray<StateVariable> states = States.Select(state => new StateVariable(
            state.Text("name"), state.Integer("current", 0, int.MaxValue), state.Integer("next", 0, int.MaxValue), state.Integer("initial", 0, int.MaxValue)))
            .ToEquatableArray();
        EquatableArray<GraphNode> nodes = ReadNodes([.. tensors], inputs, outputs, states);
        return new QuantizedGraph(
            _graph.Text("name"),
            new ModelSource(source.Text("format"), source.Text("sha256")),
            tensors,
            inputs,
            outputs,
            nodes,
            ReadSemantics(_quantSpec.Get("semantics")),
            OperatorsReader.Read(_quantSpec.Get("operators"), nodes.OfType<ProductNode>().Select(node => node.Name)))
        {
            States = states,
            Reduction = _quantSpec.Find(ReductionJson.Member) is JsonValue reduction ? ReductionJson.Read(reduction, tensors) : null,
        };
    }

    /// <summary>Only graphs with state have the list.</summary>
    private IReadOnlyList<JsonValue> States => _graph.Find("states")?.AsList() ?? [];

    private void ReadTensors()
    {
        Dictionary<int, TensorQuantization> quantizations = ReadQuantizations();
        foreach (JsonValue entry in _graph.List("tensors"))
        {
            int index = entry.Integer("index", 0, int.MaxValue);
            JsonValue dtype = entry.Get("dtype");
            JsonValue layout = entry.Get("layout");
            int[] shape = entry.Integers("shape", 1, int.MaxValue);
            if (!ElementTypes.TryParse(dtype.AsText(), out ElementType elementType))
            {
                throw dtype.Error($"type {Quote(dtype.String)} is unknown, expected int8, uint8, int32 or float32");
            }

            if (!TensorLayouts.TryParse(layout.AsText(), out TensorLayout tensorLayout))
            {
                throw layout.Error($"layout {Quote(layout.String)} is unknown");
            }

            if (_tensors.ContainsKey(index))
            {
                throw entry.Error(Invariant($"tensor {index} is listed twice"));
            }

            quantizations.TryGetValue(index, out TensorQuantization? quantization);
            TensorInfo tensor = new(
                index, entry.Text("name"), elementType, new EquatableArray<int>(shape), tensorLayout, entry.Flag("constant"), quantization)
            {
                IsUnsigned = ReadIsUnsigned(entry, elementType),
            };
            _tensors.Add(index, (tensor, entry.Position));
        }
    }

    /// <summary>Codes that the model file has as uint8 are int8 in the package, and marked.</summary>
    private static bool ReadIsUnsigned(JsonValue entry, ElementType type) =>
        entry.Find("model_dtype") is JsonValue modelType
        && (modelType.AsText() == ElementType.UInt8.Name() && type == ElementType.Int8
            ? true
            : throw modelType.Error("model_dtype says uint8 of an int8 tensor, or is absent"));

    private Dictionary<int, TensorQuantization> ReadQuantizations()
    {
        Dictionary<int, TensorQuantization> quantizations = [];
        foreach (JsonValue entry in _quantSpec.List("tensors"))
        {
            int index = entry.Integer("index", 0, int.MaxValue);
            uint[] bits = [.. entry.List("scale").Select(value => value.AsReal(RealRange.Positive))];
            if (bits.Length == 0)
            {
                throw entry.Get("scale").Error("at least one scale is needed");
            }

            if (quantizations.ContainsKey(index))
            {
                throw entry.Error(Invariant($"tensor {index} is listed twice"));
            }

            (int zeroPoint, EquatableArray<int> zeroPoints) = ReadZeroPoints(entry, bits.Length);
            quantizations.Add(index, new TensorQuantization(
                new EquatableArray<uint>(bits),
                bits.Length == 1 ? ReadRealScale(entry.Get("real_scale")) : "",
                zeroPoint,
                bits.Length == 1 ? 0 : entry.Integer("axis", 0, TensorQuantization.MaxAxis)) { ZeroPoints = zeroPoints });
        }

        return quantizations;
    }

    /// <summary>One zero point for all scales, or a list with one for each.</summary>
    private static (int ZeroPoint, EquatableArray<int> ZeroPoints) ReadZeroPoints(JsonValue entry, int scales)
    {
        JsonValue value = entry.Get("zero_point");
        if (value.Kind != JsonKind.Array)
        {
            return (value.AsInteger(-TensorQuantization.MaxZeroPoint, TensorQuantization.MaxZeroPoint), EquatableArray<int>.Empty);
        }

        int[] zeroPoints = entry.Integers("zero_point", sbyte.MinValue, sbyte.MaxValue);
        return TensorQuantization.MayHave(zeroPoints.Length, scales)
            ? (0, new EquatableArray<int>(zeroPoints))
            : throw value.Error(Invariant($"{zeroPoints.Length} zero points beside {scales} scales, expected one, or one for each of several scales"));
    }

    private static string ReadRealScale(JsonValue value)
    {
        string text = value.AsText();
        return TensorQuantization.IsDecimal(text)
            ? text
            : throw value.Error($"{Quote(text)} is not a decimal number");
    }

    private EquatableArray<GraphNode> ReadNodes(
        IReadOnlyList<TensorInfo> tensors, EquatableArray<int> inputs, EquatableArray<int> outputs, EquatableArray<StateVariable> states)
    {
        Dictionary<string, JsonValue> quantSpecs = ReadNodeQuantSpecs();
        NetworkValidator validator = new(tensors, inputs, outputs, states, new GraphPositions(
            [.. _tensors.Values.Select(tensor => tensor.Position)],
            _graph.Get("inputs").Position,
            _graph.Get("outputs").Position,
            [.. States.Select(state => state.Position)]));

        // Before the nodes, some of which take their geometry from tensors.
        validator.CheckTensors();
        List<GraphNode> nodes = [];
        foreach (JsonValue entry in _graph.List("nodes"))
        {
            GraphNode node = ReadNode(entry, quantSpecs);
            validator.CheckNode(node, entry.Position);
            nodes.Add(node);
        }

        validator.CheckOutputs();
        HashSet<string> names = new(nodes.Select(node => node.Name), StringComparer.Ordinal);
        foreach (KeyValuePair<string, JsonValue> entry in quantSpecs.Where(entry => !names.Contains(entry.Key)))
        {
            throw entry.Value.Error($"node {Quote(entry.Key)} is not in {PackageTexts.GraphFile}");
        }

        return nodes.ToEquatableArray();
    }

    private Dictionary<string, JsonValue> ReadNodeQuantSpecs()
    {
        Dictionary<string, JsonValue> quantSpecs = new(StringComparer.Ordinal);
        foreach (JsonValue entry in _quantSpec.List("nodes"))
        {
            string name = entry.Text("name");
            if (quantSpecs.ContainsKey(name))
            {
                throw entry.Error($"node {Quote(name)} is listed twice");
            }

            quantSpecs.Add(name, entry);
        }

        return quantSpecs;
    }

    private GraphNode ReadNode(JsonValue entry, Dictionary<string, JsonValue> quantSpecs)
    {
        string name = entry.Text("name");
        JsonValue op = entry.Get("op");
        Func<NodeReader, GraphNode> read = OpTable.Find(op.AsText()) ?? throw new DiagnosticException(new DiagnosticInfo(
            Descriptors.OperatorUnsupported,
            op.Position,
            $"node {Quote(name)} has operation {Quote(op.String)}, expected one of {string.Join(", ", OpTable.Names)}"));
        if (!quantSpecs.TryGetValue(name, out JsonValue? quantSpec))
        {
            throw _quantSpec.Get("nodes").Error($"node {Quote(name)} is missing");
        }

        NodeReader reader = new(
            name, entry, quantSpec, index => _tensors.TryGetValue(index, out (TensorInfo Info, FilePosition Position) tensor) ? tensor.Info : null);
        GraphNode node = read(reader);
        reader.Checks.RequireInputs(node.Inputs.Count, node.Inputs.Count);
        return node;
    }

    private static GraphSemantics ReadSemantics(JsonValue semantics)
    {
        RequireText(semantics, "order", GraphSemantics.Order);
        JsonValue accumulator = semantics.Get("accumulator");
        accumulator.Integer("bits", GraphSemantics.AccumulatorBits, GraphSemantics.AccumulatorBits);
        RequireText(accumulator, "overflow", GraphSemantics.Overflow);
        JsonValue padding = semantics.Get("padding");
        JsonValue operands = semantics.Get("operands");
        return new GraphSemantics(
            padding.AsText() switch
            {
                "multiply" => PaddingRule.Multiply,
                "skip" => PaddingRule.Skip,
                _ => throw padding.Error($"padding {Quote(padding.String)} is unknown, expected multiply or skip"),
            },
            operands.AsText() switch
            {
                "raw" => OperandForm.Raw,
                "centred" => OperandForm.Centred,
                _ => throw operands.Error($"operands {Quote(operands.String)} are unknown, expected raw or centred"),
            });
    }

    private static void RequireText(JsonValue parent, string member, string expected)
    {
        JsonValue value = parent.Get(member);
        if (value.AsText() != expected)
        {
            throw value.Error($"{member} is {Quote(value.String)}, expected {Quote(expected)}");
        }
    }
}
