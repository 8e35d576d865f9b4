using System.Security.Cryptography;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Tflite;

/// <summary>Bytes of a .tflite file to records. Field numbers are those of TensorFlow Lite's <c>schema.fbs</c>, version 3.</summary>
internal static class TfliteModelReader
{
    private const int SchemaVersion = 3;

    /// <exception cref="InvalidModelException">The bytes are not a well-formed file.</exception>
    public static TfliteModel Read(byte[] file, string fileName)
    {
        FlatBufferReader reader = new(file, fileName);
        FlatBufferTable model = reader.Root("TFL3");
        int version = model.Int32(0, "the schema version");
        FlatBufferTable[] subgraphs = model.Tables(2, "the list of subgraphs");
        if (version != SchemaVersion || subgraphs.Length == 0)
        {
            throw reader.Error(model.Position, Invariant(
                $"schema version {version} with {subgraphs.Length} subgraphs, expected version {SchemaVersion} with at least one"));
        }

        // Other subgraphs are bodies of control flow, whose operators are refused by name.
        FlatBufferTable main = subgraphs[0];
        FlatBufferTable[] buffers = model.Tables(4, "the list of buffers");
        FlatBufferTable[] codes = model.Tables(1, "the list of operator codes");
        return new TfliteModel(
            fileName,
            file.Length,
            Convert.ToHexStringLower(SHA256.HashData(file)),
            [.. main.Tables(0, "the list of tensors").Select(tensor => ReadTensor(tensor, buffers))],
            [.. main.Tables(3, "the list of operators").Select(entry => ReadOperator(entry, codes))],
            main.Int32s(1, "the list of inputs"),
            main.Int32s(2, "the list of outputs"));
    }

    private static TfliteTensor ReadTensor(FlatBufferTable tensor, FlatBufferTable[] buffers)
    {
        int index = tensor.Int32(2, "the buffer of a tensor");
        if ((uint)index >= (uint)buffers.Length)
        {
            throw tensor.Reader.Error(tensor.Position, Invariant($"a tensor refers to buffer {(uint)index} of {buffers.Length}"));
        }

        FlatBufferTable buffer = buffers[index];
        if (buffer.Has(1))
        {
            throw tensor.Reader.Error(buffer.Position, "values are stored behind the model (a file of more than 2 GB), which is not supported");
        }

        return new TfliteTensor(
            tensor.Text(3, "the name of a tensor") ?? "",
            (TensorType)(sbyte)tensor.Byte(1, "the type of a tensor"),
            tensor.Int32s(0, "the shape of a tensor"),
            buffer.Bytes(0, "a buffer"),
            tensor.Table(4, "the quantization of a tensor") is FlatBufferTable quantization ? ReadQuantization(quantization) : null,
            tensor.Has(6));
    }

    /// <summary>Converters write an empty table for tensors without quantization.</summary>
    private static TfliteTensorQuantization? ReadQuantization(FlatBufferTable quantization)
    {
        float[] scales = quantization.Singles(2, "the scales of a tensor");
        return scales.Length == 0 ? null : new TfliteTensorQuantization(
            scales,
            quantization.Int64s(3, "the zero points of a tensor"),
            quantization.Int32(6, "the quantized axis of a tensor"),
            quantization.Byte(4, "the quantization scheme of a tensor") != 0);
    }

    private static TfliteOperator ReadOperator(FlatBufferTable entry, FlatBufferTable[] codes)
    {
        int index = entry.Int32(0, "the code of an operator");
        if ((uint)index >= (uint)codes.Length)
        {
            throw entry.Reader.Error(entry.Position, Invariant($"an operator refers to code {(uint)index} of {codes.Length}"));
        }

        // Codes up to 126 stand in a byte in old files; the greater of the two fields counts.
        FlatBufferTable code = codes[index];
        return new TfliteOperator(
            Math.Max((int)(sbyte)code.Byte(0, "an operator code"), code.Int32(3, "an operator code")),
            code.Text(1, "the name of a custom operator"),
            entry.Int32s(1, "the inputs of an operator"),
            entry.Int32s(2, "the outputs of an operator"),
            entry.Byte(3, "the options of an operator"),
            entry.Table(4, "the options of an operator") ?? default);
    }
}
