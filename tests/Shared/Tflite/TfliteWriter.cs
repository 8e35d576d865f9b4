using System.Runtime.InteropServices;

namespace QMacVerify.Tests.Shared.Tflite;

/// <summary>Builds a .tflite file, subgraph by subgraph: tensors, then operators in execution order, then inputs and outputs.</summary>
/// <remarks>
/// Field ids, enum values and defaults are those of the TensorFlow Lite schema, version 3. Operator versions are the ones
/// the converter gives int8 operators. Nothing is checked against an operator's rules, so tests can build wrong models.
/// </remarks>
public sealed class TfliteWriter(string description = "QMacVerify test model")
{
    /// <summary>Index of an optional operator input that is absent, such as a bias.</summary>
    public const int NoTensor = -1;

    /// <summary>The first operator code that no longer fits the one-byte field of old files.</summary>
    private const int PlaceholderForGreaterCodes = 127;

    private readonly List<FlatTable> subgraphs = [];
    private readonly List<FlatTable> tensors = [];
    private readonly List<FlatTable> operators = [];
    private readonly List<(int Code, int Version, string? CustomCode)> operatorCodes = [];

    // Buffer 0 is empty by convention: tensors without data refer to it.
    private readonly List<FlatTable> buffers = [new FlatTable()];
    private int[] inputs = [];
    private int[] outputs = [];

    /// <summary>Adds a tensor and gives its index.</summary>
    /// <param name="name">Unique in well-formed models.</param>
    /// <param name="type">Of the elements.</param>
    /// <param name="shape">NHWC for activations, OHWI for conv weights, 1HWC for depthwise, OI for fully connected.</param>
    /// <param name="quantization">Null for plain numbers, such as the shape input of RESHAPE.</param>
    /// <param name="data">Constant content, little-endian, row-major; empty for activations.</param>
    public int AddTensor(
        string name, TfliteType type, int[] shape, TfliteQuantization? quantization = null, ReadOnlySpan<byte> data = default)
    {
        int buffer = 0;
        if (!data.IsEmpty)
        {
            buffer = buffers.Count;
            buffers.Add(new FlatTable().Bytes(0, data, alignment: 16));
        }

        FlatTable tensor = new FlatTable().Int32s(0, shape).Int8(1, (int)type).Int32(2, buffer).Text(3, name);
        if (quantization is not null)
        {
            tensor.Table(4, new FlatTable()
                .Floats(2, quantization.Scales)
                .Int64s(3, quantization.ZeroPoints)
                .Int32(6, quantization.Dimension));
        }

        tensors.Add(tensor);
        return tensors.Count - 1;
    }

    /// <summary>Adds a constant int8 tensor: weights.</summary>
    public int AddInt8(string name, int[] shape, ReadOnlySpan<sbyte> values, TfliteQuantization quantization) =>
        AddTensor(name, TfliteType.Int8, shape, quantization, MemoryMarshal.AsBytes(values));

    /// <summary>Adds a constant int32 tensor: a bias with its quantization, or shape and axis operands without.</summary>
    public int AddInt32(string name, int[] shape, ReadOnlySpan<int> values, TfliteQuantization? quantization = null) =>
        AddTensor(name, TfliteType.Int32, shape, quantization, LittleEndian.Bytes(values));

    /// <summary>CONV_2D. Weights OHWI.</summary>
    /// <param name="input">Int8 NHWC.</param>
    /// <param name="weights">Int8 OHWI.</param>
    /// <param name="bias">Int32, or <see cref="NoTensor"/>.</param>
    /// <param name="output">Int8 NHWC.</param>
    /// <param name="padding">SAME or VALID.</param>
    /// <param name="stride">Height, width.</param>
    /// <param name="dilation">Height, width.</param>
    /// <param name="activation">Fused.</param>
    public void Conv2D(
        int input,
        int weights,
        int bias,
        int output,
        TflitePadding padding = TflitePadding.Same,
        (int H, int W)? stride = null,
        (int H, int W)? dilation = null,
        TfliteActivation activation = TfliteActivation.None)
    {
        FlatTable options = new FlatTable()
            .Int8(0, (int)padding)
            .Int32(1, (stride ?? (1, 1)).W)
            .Int32(2, (stride ?? (1, 1)).H)
            .Int8(3, (int)activation)
            .Int32(4, (dilation ?? (1, 1)).W, defaultValue: 1)
            .Int32(5, (dilation ?? (1, 1)).H, defaultValue: 1);
        AddOperator(code: 3, [input, weights, bias], [output], optionsType: 1, options, version: 3);
    }

    /// <summary>DEPTHWISE_CONV_2D. Weights 1HWC, C = input channels times <paramref name="depthMultiplier"/>.</summary>
    public void DepthwiseConv2D(
        int input,
        int weights,
        int bias,
        int output,
        TflitePadding padding = TflitePadding.Same,
        (int H, int W)? stride = null,
        int depthMultiplier = 1,
        (int H, int W)? dilation = null,
        TfliteActivation activation = TfliteActivation.None)
    {
        FlatTable options = new FlatTable()
            .Int8(0, (int)padding)
            .Int32(1, (stride ?? (1, 1)).W)
            .Int32(2, (stride ?? (1, 1)).H)
            .Int32(3, depthMultiplier)
            .Int8(4, (int)activation)
            .Int32(5, (dilation ?? (1, 1)).W, defaultValue: 1)
            .Int32(6, (dilation ?? (1, 1)).H, defaultValue: 1);
        AddOperator(code: 4, [input, weights, bias], [output], optionsType: 2, options, version: 3);
    }

    /// <summary>FULLY_CONNECTED. Weights OI.</summary>
    public void FullyConnected(
        int input,
        int weights,
        int bias,
        int output,
        TfliteActivation activation = TfliteActivation.None,
        bool keepNumDims = false)
    {
        FlatTable options = new FlatTable().Int8(0, (int)activation).Bool(2, keepNumDims);
        AddOperator(code: 9, [input, weights, bias], [output], optionsType: 8, options, version: keepNumDims ? 5 : 4);
    }

    /// <summary>ADD.</summary>
    public void Add(int left, int right, int output, TfliteActivation activation = TfliteActivation.None) =>
        AddOperator(code: 0, [left, right], [output], optionsType: 11, new FlatTable().Int8(0, (int)activation), version: 2);

    /// <summary>AVERAGE_POOL_2D.</summary>
    public void AveragePool2D(
        int input,
        int output,
        (int H, int W) filter,
        (int H, int W)? stride = null,
        TflitePadding padding = TflitePadding.Valid,
        TfliteActivation activation = TfliteActivation.None) =>
        AddOperator(code: 1, [input], [output], optionsType: 5, PoolOptions(filter, stride, padding, activation), version: 2);

    /// <summary>MAX_POOL_2D.</summary>
    public void MaxPool2D(
        int input,
        int output,
        (int H, int W) filter,
        (int H, int W)? stride = null,
        TflitePadding padding = TflitePadding.Valid,
        TfliteActivation activation = TfliteActivation.None) =>
        AddOperator(code: 17, [input], [output], optionsType: 5, PoolOptions(filter, stride, padding, activation), version: 2);

    /// <summary>RESHAPE, with the shape as option, as second input, as both or as neither.</summary>
    public void Reshape(int input, int output, int[]? newShape = null, int shapeTensor = NoTensor)
    {
        FlatTable options = new();
        if (newShape is not null)
        {
            options.Int32s(0, newShape);
        }

        int[] operands = shapeTensor == NoTensor ? [input] : [input, shapeTensor];
        AddOperator(code: 22, operands, [output], optionsType: 17, options);
    }

    /// <summary>SOFTMAX over the last axis.</summary>
    public void Softmax(int input, int output, float beta = 1) =>
        AddOperator(code: 25, [input], [output], optionsType: 9, new FlatTable().Float(0, beta), version: 2);

    /// <summary>Adds any operator.</summary>
    /// <param name="code"><c>BuiltinOperator</c> of the schema.</param>
    /// <param name="inputs">Tensor indices, or <see cref="NoTensor"/>.</param>
    /// <param name="outputs">Tensor indices.</param>
    /// <param name="optionsType">Position in the schema's union <c>BuiltinOptions</c>, from 1; 0 for none.</param>
    /// <param name="options">Fields of that options table by id.</param>
    /// <param name="version">Of the operator.</param>
    /// <param name="customCode">Name of a custom operator, whose code is 32.</param>
    public void AddOperator(
        int code,
        int[] inputs,
        int[] outputs,
        int optionsType = 0,
        FlatTable? options = null,
        int version = 1,
        string? customCode = null)
    {
        int codeIndex = operatorCodes.IndexOf((code, version, customCode));
        if (codeIndex < 0)
        {
            codeIndex = operatorCodes.Count;
            operatorCodes.Add((code, version, customCode));
        }

        FlatTable entry = new FlatTable().Int32(0, codeIndex).Int32s(1, inputs).Int32s(2, outputs);
        if (options is not null)
        {
            // One id for the union's type, a ubyte below 128 here, and one for its value.
            entry.Int8(3, optionsType).Table(4, options);
        }

        operators.Add(entry);
    }

    /// <summary>Names the inputs of the model, in order.</summary>
    public void SetInputs(params int[] tensorIndices) => inputs = tensorIndices;

    /// <summary>Names the outputs of the model, in order.</summary>
    public void SetOutputs(params int[] tensorIndices) => outputs = tensorIndices;

    /// <summary>Ends a subgraph, of which the first is the main one; what is added from here on belongs to the next.</summary>
    public void EndSubgraph()
    {
        subgraphs.Add(new FlatTable()
            .Tables(0, tensors)
            .Int32s(1, inputs)
            .Int32s(2, outputs)
            .Tables(3, operators)
            .Text(4, subgraphs.Count == 0 ? "main" : $"subgraph {subgraphs.Count}"));
        tensors.Clear();
        operators.Clear();
        (inputs, outputs) = ([], []);
    }

    /// <summary>The file. The same calls give the same bytes.</summary>
    public byte[] ToArray()
    {
        EndSubgraph();
        FlatTable model = new FlatTable()
            .Int32(0, 3)
            .Tables(1, operatorCodes.Select(OperatorCode))
            .Tables(2, subgraphs)
            .Text(3, description)
            .Tables(4, buffers);
        return FlatBufferWriter.Write(model, "TFL3");
    }

    private static FlatTable OperatorCode((int Code, int Version, string? CustomCode) entry)
    {
        FlatTable table = new FlatTable()
            .Int8(0, Math.Min(entry.Code, PlaceholderForGreaterCodes))
            .Int32(2, entry.Version, defaultValue: 1)
            .Int32(3, entry.Code);
        return entry.CustomCode is null ? table : table.Text(1, entry.CustomCode);
    }

    private static FlatTable PoolOptions(
        (int H, int W) filter, (int H, int W)? stride, TflitePadding padding, TfliteActivation activation) => new FlatTable()
            .Int8(0, (int)padding)
            .Int32(1, (stride ?? (1, 1)).W)
            .Int32(2, (stride ?? (1, 1)).H)
            .Int32(3, filter.W)
            .Int32(4, filter.H)
            .Int8(5, (int)activation);
}
