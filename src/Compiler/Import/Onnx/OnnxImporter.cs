using QMacVerify.Compiler.Files;
using QMacVerify.Compiler.Import.Onnx.Folding;
using QMacVerify.Compiler.Import.Onnx.Operations;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Compiler.Import.Onnx;

/// <summary>An .onnx file to a graph with its constants. Arithmetic as ONNX Runtime's integer kernels have it.</summary>
/// <remarks>
/// One walk over the nodes. What DequantizeLinear makes are real numbers that nobody computes; an operator on them
/// waits for the QuantizeLinear that follows, and the two become one integer operator. So both forms of quantized models,
/// QOperator and QDQ, come out as the same graph.
/// </remarks>
internal static class OnnxImporter
{
    private const string Tools =
        "onnxruntime.quantization.quantize_static (QDQ or QOperator format), AMD Quark, Intel Neural Compressor, "
        + "or quantization-aware training exported with QuantizeLinear and DequantizeLinear";

    /// <summary>Imports and checks a model file, or a part of it, with external data of its folder.</summary>
    /// <exception cref="InvalidModelException">The file is damaged.</exception>
    /// <exception cref="DiagnosticException">The model is none that one could import, or cannot be cut so.</exception>
    public static ImportResult ImportFile(string path, string modelName, IReadOnlyDictionary<string, int[]> shapes, ModelCut cut)
    {
        byte[] file = BoundedFile.ReadAllBytes(path, OnnxFileLimits.MaxFileBytes);
        OnnxModel model = OnnxModelReader.Read(file, Path.GetFileName(path), Path.GetDirectoryName(Path.GetFullPath(path)));
        return Import(OnnxCut.Take(model, cut), file.Length, modelName, shapes, CutProposal.MostCuts);
    }

    /// <summary>Imports and checks a model.</summary>
    /// <param name="file">The bytes, from anyone.</param>
    /// <param name="fileName">For messages.</param>
    /// <param name="folder">Where external data may lie; null for none.</param>
    /// <param name="modelName">Name of the model in the package.</param>
    /// <param name="shapes">Shapes of inputs by name, where the file leaves them open.</param>
    /// <exception cref="InvalidModelException">The file is damaged.</exception>
    /// <exception cref="DiagnosticException">The model is one that cannot be imported.</exception>
    public static Network Import(
        byte[] file, string fileName, string? folder, string modelName, IReadOnlyDictionary<string, int[]> shapes) =>
        Import(OnnxModelReader.Read(file, fileName, folder), file.Length, modelName, shapes, proposals: 0).Require();

    private static ImportResult Import(
        OnnxModel model, int fileLength, string modelName, IReadOnlyDictionary<string, int[]> shapes, int proposals)
    {
        RefuseUnquantized(model);
        OnnxGraphBuilder graph = new(model, fileLength);
        int[] inputs = [.. OnnxInputs.Add(graph, shapes)];
        List<Refusal> refusals = [];
        HashSet<OnnxNode> refused = [];
        foreach (OnnxNode node in model.Nodes)
        {
            if (node.Inputs.Any(graph.IsRefused))
            {
                graph.Refuse(node);
            }
            else if (Refusal.Of(() => Add(node, graph), node.Operator, node.Label) is { } refusal)
            {
                graph.Refuse(node);
                refused.Add(node);
                refusals.Add(refusal with { IsUnknown = OnnxOperationTable.Find(node.Operator) is null });
            }
        }

        List<int> outputs = [];
        foreach (string name in model.Outputs.Where(name => !graph.IsRefused(name)))
        {
            if (Refusal.Of(() => outputs.Add(Quantization.AtOutput(graph, name)), "", "") is { } refusal)
            {
                refusals.Add(refusal);
            }
        }

        if (refusals.Count == 0)
        {
            return ImportResult.Of(ImportPasses.Finish(graph.Build(modelName, inputs, outputs)));
        }

        ProposedPart? proposal = proposals == 0 ? null : OnnxCut.Propose(
            model, refused, name => graph.Find(name) is OnnxCodes or OnnxDequantized,
            part => ImportPart(model, part, fileLength, modelName, shapes, proposals - 1));
        return new ImportResult(null, refusals, proposal);
    }

    private static void Add(OnnxNode node, OnnxGraphBuilder graph)
    {
        OnnxOp op = new(node, graph);
        graph.Define(op.Output, ConstantFunctions.Fold(op) ?? Find(node)(op));
    }

    /// <summary>Imports a part of a refused model.</summary>
    private static ImportResult ImportPart(
        OnnxModel model, ModelCut part, int fileLength, string modelName, IReadOnlyDictionary<string, int[]> shapes, int proposals)
    {
        OnnxModel between = OnnxCut.Take(model, part);
        Dictionary<string, int[]> known = shapes.Where(shape => between.Inputs.Any(input => input.Name == shape.Key)).ToDictionary(StringComparer.Ordinal);
        return Import(between, fileLength, modelName, known, proposals);
    }

    private static Func<OnnxOp, OnnxValue> Find(OnnxNode node) => OnnxOperationTable.Find(node.Operator) ?? throw new DiagnosticException(new DiagnosticInfo(
        Descriptors.OperatorUnsupported, null, $"{node.Label} is not supported; supported are {string.Join(", ", OnnxOperationTable.Names)}"));

    /// <summary>A model that nobody quantized, or that quantizes itself at run time, gets one answer.</summary>
    private static void RefuseUnquantized(OnnxModel model)
    {
        if (model.Nodes.FirstOrDefault(node => node.OpType.StartsWith("Dynamic", StringComparison.Ordinal)) is OnnxNode dynamic)
        {
            throw Error($"{dynamic.Label} finds its scales at run time; quantize {model.FileName} statically, with a calibration data set: {Tools}");
        }

        if (!model.Nodes.Any(node => node.OpType.Contains("Linear", StringComparison.Ordinal) || node.Operator.StartsWith(OnnxNode.QonnxDomain, StringComparison.Ordinal) || node.OpType is "QGemm" or "ConvInteger" or "MatMulInteger")
            && model.Inputs.Any(input => input.Type is OnnxType.Float32 or OnnxType.Float16 or OnnxType.Float64 or OnnxType.BFloat16))
        {
            throw Error($"{model.FileName} computes in floating point; quantize it to 8 bits first, weights and activations: {Tools}");
        }
    }

    private static DiagnosticException Error(string message) =>
        new(new DiagnosticInfo(Descriptors.QuantizationInvalid, null, message));
}
