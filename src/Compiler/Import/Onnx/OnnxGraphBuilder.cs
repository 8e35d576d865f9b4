using System.Globalization;
using System.Runtime.InteropServices;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime.Arrays;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Onnx;

/// <summary>The graph under construction: its tensors, its nodes, and what each name of the file stands for.</summary>
/// <param name="model">The file.</param>
/// <param name="fileLength">Its length in bytes, which limits the constants of the graph.</param>
internal sealed class OnnxGraphBuilder(OnnxModel model, int fileLength)
{
    /// <summary>Tables and constants that nodes share take more than the file.</summary>
    private const long ConstantBytesPerFileByte = 4;
    private const long ConstantBytesBeside = 16 << 20;

    /// <summary>Elements that nodes may compute at import: each of the file many times over, and what shapes take.</summary>
    private const long FoldedPerFileByte = 64;
    private const long FoldedBeside = 1 << 22;

    /// <summary>Of one node, so that what it takes stays below some hundred megabytes.</summary>
    private const long MostFolded = 1 << 25;

    private readonly Dictionary<string, OnnxValue> _values = new(StringComparer.Ordinal);
    private readonly List<Draft> _tensors = [];
    private readonly Dictionary<int, ParameterArray> _parameters = [];
    private readonly List<GraphNode> _nodes = [];
    private readonly NodeNames _names = new(model.Nodes.SelectMany(node => node.Outputs));

    private long _constantBytes;
    private long _folded;

    public OnnxModel Model => model;

    /// <summary>Name of the value that a tensor holds.</summary>
    public string NameOf(int tensor) => _tensors[tensor].Name;

    /// <summary>What a name stands for; null where it is a result that is not imported.</summary>
    public OnnxValue? Find(string name)
    {
        if (!_values.TryGetValue(name, out OnnxValue? value) && model.Constants.Find(name) is OnnxTensor constant)
        {
            value = new OnnxConstant(constant);
            _values.Add(name, value);
        }

        return value;
    }

    /// <summary>Says what a name stands for.</summary>
    public void Define(string name, OnnxValue value) => _values.Add(name, value);

    /// <summary>Says more about what a name stands for.</summary>
    public void Redefine(string name, OnnxValue value) => _values[name] = value;

    /// <summary>Says that the results of a node are not known, so that those who read them are not asked.</summary>
    public void Refuse(OnnxNode node)
    {
        foreach (string output in node.Outputs.Where(output => output.Length > 0))
        {
            _values.TryAdd(output, new OnnxRefused(output));
        }
    }

    /// <summary>Whether a name stands for nothing, because a node before it was refused.</summary>
    public bool IsRefused(string name) => _values.GetValueOrDefault(name) is OnnxRefused;

    /// <summary>Takes note of elements that a node computes at import. Without a limit a small file could ask for any amount of time.</summary>
    public void CountFolded(OnnxNode node, Int128 elements)
    {
        long limit = Math.Min(MostFolded, FoldedBeside + (FoldedPerFileByte * (fileLength + model.Constants.ExternalBytes)) - _folded);
        if (elements < 0 || elements > limit)
        {
            throw node.ShapeError(Invariant($"computes {elements} elements at import; of a file of this size, after the nodes before it, at most {Math.Max(limit, 0)} are"));
        }

        _folded += (long)elements;
    }

    /// <summary>A node name that nothing else has: the name of its result, or its operator with a number.</summary>
    public string NodeName(string output, string op) => _names.Choose(output, op, _nodes.Count);

    public void Add(GraphNode node) => _nodes.Add(node);

    /// <summary>A tensor to be computed, or an input.</summary>
    /// <param name="name">Name of the value in the model.</param>
    /// <param name="type">Element type.</param>
    /// <param name="shape">Extents in the order of the graph.</param>
    /// <param name="layout">Meaning of the axes.</param>
    /// <param name="scale">What codes stand for; null for other numbers.</param>
    public int AddTensor(string name, ElementType type, int[] shape, TensorLayout layout, OnnxScale? scale)
    {
        // Stepwise, because the product of hostile extents overflows even 64 bits. What is derived from shapes relies on it.
        long count = 1;
        foreach (int extent in shape)
        {
            count *= extent;
            if (extent < 1 || count > TensorInfo.MaxElements)
            {
                throw new DiagnosticException(new DiagnosticInfo(Descriptors.ShapeMismatch, null, Invariant(
                    $"{Quote(name)} has shape [{string.Join(", ", shape)}]; every extent must be at least 1, and the product at most {TensorInfo.MaxElements}")));
            }
        }

        _tensors.Add(new Draft(name, type, shape, layout, false, scale, null));
        return _tensors.Count - 1;
    }

    /// <summary>A constant of the graph.</summary>
    public int AddConstant(string name, ElementType type, int[] shape, TensorLayout layout, byte[] data, TensorQuantization? quantization = null) =>
        AddConstant(new Draft(name, type, shape, layout, true, null, quantization), data);

    /// <summary>Codes that are constant, in the order of the model.</summary>
    /// <param name="name">Name of the value.</param>
    /// <param name="shape">Extents.</param>
    /// <param name="scale">What the codes stand for.</param>
    /// <param name="data">Codes as int8.</param>
    public OnnxCodes AddConstantCodes(string name, int[] shape, OnnxScale scale, byte[] data) =>
        new(name, shape, scale, OnnxOrder.Model, AddConstantCodes(name, shape, scale, OnnxOrder.Model, data));

    /// <summary>Codes that a node is to compute, and the tensor that holds them.</summary>
    public (OnnxCodes Codes, int Tensor) AddCodes(string name, int[] shape, OnnxScale scale, OnnxOrder order)
    {
        int tensor = AddTensor(name, ElementType.Int8, OnnxOrders.ShapeIn(order, shape), OnnxOrders.LayoutIn(order, shape), scale);
        return (new OnnxCodes(name, shape, scale, order, tensor), tensor);
    }

    /// <summary>Accumulators that a node is to compute; no value of the model.</summary>
    public int AddAccumulators(int[] shape, OnnxOrder order) =>
        AddTensor("", ElementType.Int32, OnnxOrders.ShapeIn(order, shape), OnnxOrders.LayoutIn(order, shape), null);

    /// <summary>Numbers of 32 bits at the boundary, in the order of the model.</summary>
    public (OnnxNumbers Numbers, int Tensor) AddNumbers(string name, int[] shape, ElementType type)
    {
        int tensor = AddTensor(name, type, shape, OnnxOrders.LayoutIn(OnnxOrder.Model, shape), null);
        return (new OnnxNumbers(name, shape, type, tensor), tensor);
    }

    /// <summary>The result of an operator that computes codes with a scale.</summary>
    public (OnnxCodes Codes, int Tensor) AddResult(OnnxTarget target, int[] shape, OnnxOrder order, OnnxNode node)
    {
        OnnxScale scale = new(target.Quantization.IsUnsigned);
        scale.Require(target.Quantization, node, target.Name);
        return AddCodes(target.Name, shape, scale, order);
    }

    /// <summary>The tensor that holds codes in an order; a node moves them when none does yet.</summary>
    public int Tensor(OnnxCodes codes, OnnxOrder order)
    {
        if (codes.Tensor(order) == OnnxCodes.NoTensor)
        {
            int source = codes.Tensor(codes.Native);
            codes.SetTensor(order, _parameters.TryGetValue(source, out ParameterArray? constant)
                ? AddConstantCodes(codes.Name, codes.Shape, codes.Scale, order, OnnxOrders.Reorder(constant.Data, codes.Shape, codes.Native))
                : Move(codes, source, order));
        }

        return codes.Tensor(order);
    }

    /// <summary>Gives codes the name under which the model stores them: their own, where they have none yet, or that of a copy.</summary>
    public OnnxCodes Named(OnnxCodes codes, string name)
    {
        OnnxOrder[] held = [.. Enum.GetValues<OnnxOrder>().Where(order => codes.Tensor(order) != OnnxCodes.NoTensor)];
        if (held.Any(order => _tensors[codes.Tensor(order)].Name.Length > 0))
        {
            return Reshape(codes, name, codes.Shape);
        }

        OnnxCodes named = codes with { Name = name };
        foreach (int tensor in held.Select(codes.Tensor))
        {
            _tensors[tensor] = _tensors[tensor] with { Name = name };
        }

        return named;
    }

    /// <summary>The same codes under another shape, in the order of the model.</summary>
    /// <param name="codes">Computed or constant.</param>
    /// <param name="name">Name of the result.</param>
    /// <param name="shape">As many elements.</param>
    public OnnxCodes Reshape(OnnxCodes codes, string name, int[] shape)
    {
        // Constants are in the order of the model first.
        if (_parameters.TryGetValue(codes.Tensor(codes.Native), out ParameterArray? constant))
        {
            return AddConstantCodes(name, shape, codes.Scale, constant.Data);
        }

        // Where both orders hold the same sequence, either tensor will do.
        int source = OnnxOrders.Coincide(codes.Shape) ? codes.Tensor(codes.Native) : Tensor(codes, OnnxOrder.Model);
        (OnnxCodes result, int tensor) = AddCodes(name, shape, codes.Scale, OnnxOrder.Model);
        Add(new Reshape(NodeName(name, "Reshape"), source, tensor));
        return result;
    }

    /// <summary>Codes with their axes in another order: axis i of the result is axis permutation[i].</summary>
    public OnnxCodes Transpose(OnnxCodes codes, string name, int[] permutation)
    {
        if (_parameters.TryGetValue(codes.Tensor(codes.Native), out ParameterArray? constant))
        {
            return AddConstantCodes(name, AxisOrder.Permute(codes.Shape, permutation), codes.Scale, AxisOrder.Permute(constant.Data, 1, codes.Shape, permutation));
        }

        int[] strides = AxisOrder.Permute(OnnxOrders.StridesIn(codes.Native, codes.Shape), permutation);
        (OnnxCodes result, int tensor) = AddCodes(name, AxisOrder.Permute(codes.Shape, permutation), codes.Scale, OnnxOrder.Model);
        AddView(codes, name, tensor, "transpose", 0, strides);
        return result;
    }

    /// <summary>Codes from some on, in steps: element i of an axis is element <c>begin + i * step</c>.</summary>
    public OnnxCodes Slice(OnnxCodes codes, string name, int[] begin, int[] step, int[] shape)
    {
        int[] strides = OnnxOrders.StridesIn(codes.Native, codes.Shape);
        (OnnxCodes result, int tensor) = AddCodes(name, shape, codes.Scale, codes.Native);
        AddView(
            codes, name, tensor, "slice", StridedView.OffsetOf(begin, strides),
            OnnxOrders.Arrange(codes.Native, [.. step.Zip(strides, (count, stride) => count * stride)], 0));
        return result;
    }

    /// <summary>An image or a sequence of rows and columns of another one.</summary>
    /// <param name="codes">Three or four axes.</param>
    /// <param name="name">Name of the result.</param>
    /// <param name="rows">Row of the input for each row of the result; one of a sequence.</param>
    /// <param name="columns">Column likewise.</param>
    public OnnxCodes Pick(OnnxCodes codes, string name, int[] rows, int[] columns)
    {
        int source = Tensor(codes, OnnxOrder.ChannelsLast);
        int[] shape = [.. codes.Shape];
        shape[^1] = columns.Length;
        if (shape.Length == 4)
        {
            shape[2] = rows.Length;
        }

        (OnnxCodes result, int tensor) = AddCodes(name, shape, codes.Scale, OnnxOrder.ChannelsLast);
        Add(new ResizeNearest(NodeName(name, "Resize"), source, tensor, new EquatableArray<int>(rows), new EquatableArray<int>(columns)));
        return result;
    }

    /// <summary>Some elements of an axis: rows of images of one column.</summary>
    public OnnxCodes Gather(OnnxCodes codes, string name, int axis, int[] indices, int[] shape)
    {
        int outer = OnnxOrders.Count(codes.Shape[..axis]);
        int inner = OnnxOrders.Count(codes.Shape[(axis + 1)..]);
        int image = AddTensor("", ElementType.Int8, [outer, codes.Shape[axis], 1, inner], TensorLayout.Nhwc, codes.Scale);
        Add(new Reshape(NodeName("", "Reshape"), Tensor(codes, OnnxOrder.Model), image));
        int picked = AddTensor("", ElementType.Int8, [outer, indices.Length, 1, inner], TensorLayout.Nhwc, codes.Scale);
        Add(new ResizeNearest(NodeName(name, "Gather"), image, picked, new EquatableArray<int>(indices), EquatableArray.Of(0)));
        (OnnxCodes result, int tensor) = AddCodes(name, shape, codes.Scale, OnnxOrder.Model);
        Add(new Reshape(NodeName("", "Reshape"), picked, tensor));
        return result;
    }

    /// <summary>Codes with a border of one code.</summary>
    public OnnxCodes Pad(OnnxCodes codes, string name, int[] before, int[] after, sbyte value)
    {
        int source = Tensor(codes, codes.Native);
        int[] shape = [.. codes.Shape.Select((extent, axis) => before[axis] + extent + after[axis])];
        (OnnxCodes result, int tensor) = AddCodes(name, shape, codes.Scale, codes.Native);
        Add(new Pad(NodeName(name, "Pad"), source, tensor, new EquatableArray<int>(OnnxOrders.Arrange(codes.Native, before, 0)), value));
        return result;
    }

    /// <summary>Codes of one scale side by side.</summary>
    public OnnxCodes Concat(OnnxCodes[] parts, string name, int axis, OnnxScale scale)
    {
        int[] shape = [.. parts[0].Shape];
        shape[axis] = (int)Math.Min(parts.Sum(part => (long)part.Shape[axis]), int.MaxValue);
        OnnxOrder order = parts.All(part => part.Native == OnnxOrder.ChannelsLast) ? OnnxOrder.ChannelsLast : OnnxOrder.Model;
        int[] tensors = [.. parts.Select(part => Tensor(part, order))];
        (OnnxCodes result, int tensor) = AddCodes(name, shape, scale, order);
        int outer = OnnxOrders.ShapeIn(order, shape)[..OnnxOrders.AxisIn(order, axis, shape.Length)].Aggregate(1, (product, extent) => product * extent);
        Add(new Concat(NodeName(name, "Concat"), new EquatableArray<int>(tensors), tensor, "concat", outer));
        return result;
    }

    /// <summary>A function of one code.</summary>
    /// <param name="name">Name of the node.</param>
    /// <param name="input">Tensor.</param>
    /// <param name="output">Tensor.</param>
    /// <param name="function">What the model calls it, in either form.</param>
    /// <param name="table">Results for the codes from -128 to 127: of all channels, or of one after the other.</param>
    public void AddLookup(string name, int input, int output, string function, sbyte[] table) => Add(new Lookup(
        name, input, AddConstant(
            "", ElementType.Int8, table.Length == Lookup.Entries ? [table.Length] : [table.Length / Lookup.Entries, Lookup.Entries], TensorLayout.Any,
            MemoryMarshal.AsBytes<sbyte>(table).ToArray()),
        output, function.Replace("QLinear", "", StringComparison.Ordinal).ToLowerInvariant()));

    /// <summary>A function of two codes.</summary>
    /// <param name="name">Name of the node.</param>
    /// <param name="first">Tensor.</param>
    /// <param name="second">Tensor.</param>
    /// <param name="output">Tensor.</param>
    /// <param name="function">What the model calls it.</param>
    /// <param name="table">Results for each code of the first operand and, one after the other, those of the second.</param>
    public void AddPairLookup(string name, int first, int second, int output, string function, sbyte[] table) => Add(new PairLookup(
        name, first, second,
        AddConstant("", ElementType.Int8, [PairLookup.Entries, PairLookup.Entries], TensorLayout.Any, MemoryMarshal.AsBytes<sbyte>(table).ToArray()),
        output, function.ToLowerInvariant()));

    /// <summary>Codes of a function of a layer's real result.</summary>
    /// <param name="name">Name of the node.</param>
    /// <param name="input">Tensor of accumulators, channels last.</param>
    /// <param name="output">Tensor.</param>
    /// <param name="reals">What accumulators are worth.</param>
    /// <param name="steps">Breaks and codes, of all channels or of each one.</param>
    /// <param name="function">What the model calls it.</param>
    public void AddLayerFunction(string name, int input, int output, OnnxLayerReals reals, (float[] Breaks, sbyte[] Codes)[] steps, string function)
    {
        // Behind the last break of a channel come infinite ones, which no result reaches.
        int count = Math.Max(1, steps.Max(row => row.Breaks.Length));
        float[] breaks = [.. steps.SelectMany(row => row.Breaks.Concat(Enumerable.Repeat(float.PositiveInfinity, count - row.Breaks.Length)))];
        sbyte[] codes = [.. steps.SelectMany(row => row.Codes.Concat(Enumerable.Repeat(row.Codes[^1], count + 1 - row.Codes.Length)))];
        Add(new LayerFunction(
            name, input, AddReals(reals.Factors), AddReals(reals.Offsets),
            AddConstant("", ElementType.Float32, [steps.Length, count], TensorLayout.Any, MemoryMarshal.AsBytes<float>(breaks).ToArray()),
            AddConstant("", ElementType.Int8, [steps.Length, count + 1], TensorLayout.Any, MemoryMarshal.AsBytes<sbyte>(codes).ToArray()),
            output, function.ToLowerInvariant()));
    }

    /// <summary>The real result of a layer as an output.</summary>
    /// <param name="name">Name of the node.</param>
    /// <param name="input">Tensor of accumulators, channels last.</param>
    /// <param name="output">Tensor.</param>
    /// <param name="reals">What accumulators are worth.</param>
    /// <param name="channelsFirst">Whether the output has its channels after the batches.</param>
    public void AddLayerResult(string name, int input, int output, OnnxLayerReals reals, bool channelsFirst) =>
        Add(new LayerResult(name, input, AddReals(reals.Factors), AddReals(reals.Offsets), output, channelsFirst));

    /// <summary>A real function of one code as an output.</summary>
    /// <param name="name">Name of the output.</param>
    /// <param name="curve">The function.</param>
    /// <returns>The output.</returns>
    public int AddLookupReal(string name, OnnxCurve curve)
    {
        int rows = curve.Values.Length / Lookup.Entries;
        int input = Tensor(curve.Codes, OnnxOrder.Model);
        (_, int output) = AddNumbers(name, curve.Shape, ElementType.Float32);
        int table = AddConstant("", ElementType.Float32, [rows, Lookup.Entries], TensorLayout.Any, MemoryMarshal.AsBytes<float>(curve.Values).ToArray());
        Add(new LookupReal(NodeName(name, curve.Producer.OpType), input, table, output, Math.Max(0, curve.ChannelAxis), curve.Producer.OpType.ToLowerInvariant()));
        return output;
    }

    private int AddReals(float[] values) =>
        AddConstant("", ElementType.Float32, [values.Length], TensorLayout.Any, MemoryMarshal.AsBytes<float>(values).ToArray());

    /// <summary>The finished graph.</summary>
    public Network Build(string name, IEnumerable<int> inputs, IEnumerable<int> outputs) => new(
        new QuantizedGraph(
            name,
            new ModelSource(ModelSource.Onnx, model.Sha256),
            _tensors.Select((draft, index) => draft.ToTensor(index)).ToEquatableArray(),
            inputs.ToEquatableArray(),
            outputs.ToEquatableArray(),
            _nodes.ToEquatableArray(),
            GraphSemantics.Default,
            OperatorAssignment.Exact),
        new ParameterSet(_parameters));

    /// <summary>Scales and zero points in the terms of the graph.</summary>
    public static TensorQuantization ToGraph(OnnxQuantization quantization, int axis = 0) => new(
        quantization.Scales.Select(BitConverter.SingleToUInt32Bits).ToEquatableArray(),
        quantization.IsPerChannel ? "" : quantization.Scale.ToString("R", CultureInfo.InvariantCulture),
        quantization.IsPerChannel ? 0 : quantization.ZeroPoint,
        quantization.IsPerChannel ? axis : 0)
    {
        ZeroPoints = quantization.IsPerChannel && quantization.ZeroPoints.Any(zeroPoint => zeroPoint != 0)
            ? new EquatableArray<int>(quantization.ZeroPoints)
            : EquatableArray<int>.Empty,
    };

    private int AddConstantCodes(string name, int[] shape, OnnxScale scale, OnnxOrder order, byte[] data) => AddConstant(
        new Draft(name, ElementType.Int8, OnnxOrders.ShapeIn(order, shape), OnnxOrders.LayoutIn(order, shape), true, scale, null), data);

    private int AddConstant(Draft draft, byte[] data)
    {
        // Nodes may share an initializer. Without a limit a small file could ask for any amount of memory.
        _constantBytes += data.Length;
        if (_constantBytes > ConstantBytesBeside + (ConstantBytesPerFileByte * (fileLength + model.Constants.ExternalBytes)))
        {
            throw new DiagnosticException(new DiagnosticInfo(
                Descriptors.GraphInvalid, null, Invariant($"nodes share constants so that they exceed the file {ConstantBytesPerFileByte} times over")));
        }

        int index = _tensors.Count;
        _tensors.Add(draft);
        _parameters.Add(index, new ParameterArray(draft.Type, new EquatableArray<int>(draft.Shape), data));
        return index;
    }

    private void AddView(OnnxCodes codes, string name, int output, string function, int offset, int[] strides) => Add(new View(
        NodeName(name, function), Tensor(codes, codes.Native), output, function, offset, new EquatableArray<int>(strides)));

    private int Move(OnnxCodes codes, int source, OnnxOrder order)
    {
        int[] shape = OnnxOrders.ShapeIn(order, codes.Shape);
        int tensor = AddTensor(codes.Name, ElementType.Int8, shape, OnnxOrders.LayoutIn(order, codes.Shape), codes.Scale);
        int[] strides = OnnxOrders.Arrange(order, OnnxOrders.StridesIn(codes.Native, codes.Shape), 0);
        Add(OnnxOrders.Coincide(codes.Shape)
            ? new Reshape(NodeName("", "Reshape"), source, tensor)
            : new View(NodeName("", "Transpose"), source, tensor, "transpose", 0, new EquatableArray<int>(strides)));
        return tensor;
    }

    /// <summary>A tensor whose scale may still be learnt.</summary>
    private sealed record Draft(
        string Name, ElementType Type, int[] Shape, TensorLayout Layout, bool IsConstant, OnnxScale? Scale, TensorQuantization? Quantization)
    {
        public TensorInfo ToTensor(int index) => new(
            index, Name, Type, new EquatableArray<int>(Shape), Layout, IsConstant, Scale is null ? Quantization : ToGraph(Scale.Quantization))
        {
            IsUnsigned = !IsConstant && Scale is { IsUnsigned: true },
        };
    }
}
