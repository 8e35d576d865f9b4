using System.Security.Cryptography;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Tflite;

/// <summary>Bytes of a .tflite file to records.</summary>
internal static class TfliteModelReader
{
    private const int SchemaVersion = 3;

    /// <exception cref="InvalidModelException">The bytes are not a well-formed file.</exception>
    public static TfliteModel Read(byte[] file, string fileName)
    {
        FlatBufferReader reader = new(file, fileName);
        FlatBufferTable model = reader.Root("TFL3");
        int version = model.Int32(Schema.Model.Version);
        FlatBufferTable[] subgraphs = model.Tables(Schema.Model.Subgraphs);
        if (version != SchemaVersion || subgraphs.Length == 0)
        {
            throw reader.Error(model.Position, Invariant(
                $"schema version {version} with {subgraphs.Length} subgraphs, expected version {SchemaVersion} with at least one"));
        }

        FlatBufferTable[] buffers = model.Tables(Schema.Model.Buffers);
        FlatBufferTable[] codes = model.Tables(Schema.Model.OperatorCodes);
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(file));
        List<Lazy<TfliteModel>> all = [];

        // Subgraphs other than the main one are read where an operator calls them: most are bodies of control flow, which is refused by name.
        all.AddRange(subgraphs.Select(graph => new Lazy<TfliteModel>(() => new TfliteModel(
            fileName,
            file.Length,
            sha256,
            [.. graph.Tables(Schema.SubGraph.Tensors).Select(tensor => ReadTensor(tensor, buffers))],
            [.. graph.Tables(Schema.SubGraph.Operators).Select((entry, index) => ReadOperator(entry, index, codes))],
            graph.Int32s(Schema.SubGraph.Inputs),
            graph.Int32s(Schema.SubGraph.Outputs),
            all))));
        return all[0].Value;
    }

    private static TfliteTensor ReadTensor(FlatBufferTable tensor, FlatBufferTable[] buffers)
    {
        int index = tensor.Int32(Schema.Tensor.Buffer);
        if ((uint)index >= (uint)buffers.Length)
        {
            throw tensor.Reader.Error(tensor.Position, Invariant($"a tensor refers to buffer {(uint)index} of {buffers.Length}"));
        }

        FlatBufferTable buffer = buffers[index];
        if (buffer.Has(Schema.Buffer.Offset))
        {
            throw tensor.Reader.Error(buffer.Position, "values are stored behind the model (a file of more than 2 GB), which is not supported");
        }

        return new TfliteTensor(
            tensor.Text(Schema.Tensor.Name) ?? "",
            (TensorType)(sbyte)tensor.Byte(Schema.Tensor.Type),
            tensor.Int32s(Schema.Tensor.Shape),
            buffer.Bytes(Schema.Buffer.Data),
            tensor.Table(Schema.Tensor.Quantization) is FlatBufferTable quantization ? ReadQuantization(quantization) : null,
            tensor.Has(Schema.Tensor.Sparsity));
    }

    /// <summary>Converters write an empty table for tensors without quantization.</summary>
    private static TfliteTensorQuantization? ReadQuantization(FlatBufferTable quantization)
    {
        float[] scales = quantization.Singles(Schema.QuantizationParameters.Scale);
        return scales.Length == 0 ? null : new TfliteTensorQuantization(
            scales,
            quantization.Int64s(Schema.QuantizationParameters.ZeroPoint),
            quantization.Int32(Schema.QuantizationParameters.QuantizedDimension),
            quantization.Byte(Schema.QuantizationParameters.DetailsType) != 0);
    }

    private static TfliteOperator ReadOperator(FlatBufferTable entry, int position, FlatBufferTable[] codes)
    {
        int index = entry.Int32(Schema.Operator.OpcodeIndex);
        if ((uint)index >= (uint)codes.Length)
        {
            throw entry.Reader.Error(entry.Position, Invariant($"an operator refers to code {(uint)index} of {codes.Length}"));
        }

        // Codes up to 126 stand in a byte in old files; the greater of the two fields counts.
        FlatBufferTable code = codes[index];
        return new TfliteOperator(
            position,
            Math.Max((int)(sbyte)code.Byte(Schema.OperatorCode.DeprecatedBuiltinCode), code.Int32(Schema.OperatorCode.BuiltinCode)),
            code.Text(Schema.OperatorCode.CustomCode),
            entry.Int32s(Schema.Operator.Inputs),
            entry.Int32s(Schema.Operator.Outputs),
            (BuiltinOptions)entry.Byte(Schema.Operator.BuiltinOptionsType),
            entry.Table(Schema.Operator.BuiltinOptions) ?? default);
    }
}
