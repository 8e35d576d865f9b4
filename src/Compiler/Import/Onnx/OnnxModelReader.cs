using System.Security.Cryptography;
using Google.Protobuf;
using QMacVerify.Compiler.Import.Onnx.Schema;
using QMacVerify.Generators.Diagnostics;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Onnx;

/// <summary>Bytes of an .onnx file to records.</summary>
internal static class OnnxModelReader
{
    public const int MinOpset = 10;
    public const int MaxOpset = 25;

    /// <summary>Reads a model.</summary>
    /// <param name="file">The bytes, from anyone.</param>
    /// <param name="fileName">For messages.</param>
    /// <param name="folder">Where external data may lie; null for none.</param>
    /// <exception cref="InvalidModelException">The bytes are not a well-formed file.</exception>
    /// <exception cref="DiagnosticException">The graph is none, or of a version that is not supported.</exception>
    public static OnnxModel Read(byte[] file, string fileName, string? folder)
    {
        ModelProto model = Parse(file, fileName);
        int opset = ReadOpset(model, fileName);
        GraphProto graph = model.Graph;
        Dictionary<string, TensorProto> initializers = ReadInitializers(graph);
        if (graph.SparseInitializer.Count > 0)
        {
            throw Error(Descriptors.GraphInvalid, $"{fileName} has sparse initializers; convert the model without sparsity");
        }

        OnnxInput[] inputs = [.. graph.Input.Where(input => !initializers.ContainsKey(input.Name)).Select(ReadInput)];
        string[] outputs = [.. graph.Output.Select(output => output.Name)];
        return new OnnxModel(
            fileName,
            Convert.ToHexStringLower(SHA256.HashData(file)),
            opset,
            OnnxNodeOrder.Sort(
                [.. graph.Node.Select((node, index) => new OnnxNode(node, index))],
                [.. inputs.Select(input => input.Name), .. initializers.Keys],
                outputs),
            inputs,
            outputs,
            graph.ValueInfo.Concat(graph.Output).Where(value => value.Type?.TensorType is not null).Select(ReadInput)
                .DistinctBy(value => value.Name).ToDictionary(value => value.Name, StringComparer.Ordinal),
            new OnnxConstants(initializers, new OnnxExternalData(folder)));
    }

    private static ModelProto Parse(byte[] file, string fileName)
    {
        OnnxFileLimits.Check(file, fileName);
        try
        {
            using MemoryStream stream = new(file);
            using CodedInputStream input = CodedInputStream.CreateWithLimits(stream, OnnxFileLimits.MaxFileBytes, OnnxFileLimits.MaxDepth);
            ModelProto model = ModelProto.Parser.ParseFrom(input);
            return model.Graph is null
                ? throw new InvalidModelException($"{fileName} is not an ONNX model: it has no graph")
                : model;
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new InvalidModelException($"{fileName} is not an ONNX model, or damaged: {e.Message.ReplaceLineEndings(" ")}");
        }
    }

    private static int ReadOpset(ModelProto model, string fileName)
    {
        long[] versions = [.. model.OpsetImport.Where(import => import.Domain is "" or "ai.onnx").Select(import => import.Version)];
        if (versions is not [long version])
        {
            // A model of Microsoft's operators alone need not name the others.
            version = versions.Length == 0 && model.Graph.Node.All(node => node.Domain == OnnxNode.MicrosoftDomain) ? MaxOpset : throw Error(
                Descriptors.GraphInvalid, Invariant($"{fileName} names {versions.Length} versions of the ONNX operator set, expected one"));
        }

        if (model.OpsetImport.FirstOrDefault(import => import.Domain == OnnxNode.MicrosoftDomain) is { Version: not 1 } microsoft)
        {
            throw Error(Descriptors.OperatorUnsupported, Invariant($"{fileName} uses version {microsoft.Version} of {OnnxNode.MicrosoftDomain}, supported is 1"));
        }

        return version is >= MinOpset and <= MaxOpset ? (int)version : throw Error(
            Descriptors.OperatorUnsupported,
            Invariant($"{fileName} uses opset {version}, supported are {MinOpset} to {MaxOpset}; convert it with onnx.version_converter"));
    }

    private static Dictionary<string, TensorProto> ReadInitializers(GraphProto graph)
    {
        Dictionary<string, TensorProto> initializers = new(StringComparer.Ordinal);
        foreach (TensorProto initializer in graph.Initializer)
        {
            if (!initializers.TryAdd(initializer.Name, initializer))
            {
                throw Error(Descriptors.GraphInvalid, $"two initializers are called {Quote(initializer.Name)}");
            }
        }

        return initializers;
    }

    private static OnnxInput ReadInput(ValueInfoProto input)
    {
        if (input.Type?.TensorType is not { } tensor)
        {
            throw Error(Descriptors.GraphInvalid, $"the input {Quote(input.Name)} is not a tensor");
        }

        return new OnnxInput(
            input.Name,
            (OnnxType)tensor.ElemType,
            tensor.Shape is null ? null : [.. tensor.Shape.Dim.Select(dimension =>
                dimension.ValueCase == TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue && dimension.DimValue is > 0 and <= int.MaxValue
                    ? (int?)dimension.DimValue
                    : null)]);
    }

    private static DiagnosticException Error(ProblemDescriptor descriptor, string message) =>
        new(new DiagnosticInfo(descriptor, null, message));
}
