using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Tflite;

/// <summary>A .tflite file to a graph with its constants. Arithmetic as TensorFlow Lite Micro's portable kernels have it.</summary>
internal static class TfliteImporter
{
    /// <summary>Imports and checks a model.</summary>
    /// <param name="file">The bytes, from anyone.</param>
    /// <param name="fileName">For messages.</param>
    /// <param name="modelName">Name of the model in the package.</param>
    /// <param name="rounding">How results are rescaled: as TensorFlow Lite does by default, or as its builds with single rounding do.</param>
    /// <exception cref="InvalidModelException">The file is damaged.</exception>
    /// <exception cref="DiagnosticException">The model is one that cannot be imported.</exception>
    public static Network Import(
        byte[] file, string fileName, string modelName, RequantizationKind rounding = RequantizationKind.TfliteDouble)
    {
        TfliteModel model = TfliteModelReader.Read(file, fileName);
        RefuseFloat(model);
        TfliteTensors tensors = new(model);
        EquatableArray<GraphNode> nodes = ImportNodes(model, tensors, rounding).ToEquatableArray();
        EquatableArray<int> inputs = Boundary(model.Inputs, tensors, "the list of inputs");
        EquatableArray<int> outputs = Boundary(model.Outputs, tensors, "the list of outputs");
        return ImportPasses.Finish(new Network(
            new QuantizedGraph(
                modelName,
                new ModelSource("tflite", model.Sha256),
                tensors.Tensors,
                inputs,
                outputs,
                nodes,
                GraphSemantics.Default,
                OperatorAssignment.Exact),
            tensors.Parameters));
    }

    private static List<GraphNode> ImportNodes(TfliteModel model, TfliteTensors tensors, RequantizationKind rounding)
    {
        NodeNames names = new(model.Operators.SelectMany(entry => entry.Outputs).Select(NameOf));
        List<GraphNode> nodes = [];
        foreach ((int index, TfliteOperator entry) in model.Operators.Index())
        {
            string op = BuiltinOperators.Name(entry);
            Func<TfliteNode, GraphNode[]> import = TfliteOperationTable.Find(op) ?? throw new DiagnosticException(new DiagnosticInfo(
                Descriptors.OperatorUnsupported,
                null,
                Invariant($"node {index} is {op}; supported are {string.Join(", ", TfliteOperationTable.Names)}")));
            string[] chosen = [.. entry.Outputs.DefaultIfEmpty(-1).Select(output => names.Choose(NameOf(output), op, index))];
            nodes.AddRange(import(new TfliteNode(entry, index, chosen, tensors, rounding)));
        }

        return nodes;

        string NameOf(int tensor) => (uint)tensor < (uint)model.Tensors.Count ? model.Tensors[tensor].Name : "";
    }

    private static EquatableArray<int> Boundary(IEnumerable<int> indices, TfliteTensors tensors, string user) =>
        indices.Select(index =>
            (tensors.TypeOf(index, user) == TensorType.Float32 ? tensors.Real(index, user) : tensors.Activation(index, user)).Index).ToEquatableArray();

    /// <summary>A model that nobody quantized gets one answer, not a complaint about its first tensor.</summary>
    private static void RefuseFloat(TfliteModel model)
    {
        HashSet<TensorType> computed = [.. model.Operators
            .SelectMany(entry => entry.Inputs.Concat(entry.Outputs))
            .Where(index => (uint)index < (uint)model.Tensors.Count && !model.Tensors[index].IsConstant)
            .Select(index => model.Tensors[index].Type)];
        if (computed.Contains(TensorType.Float32) && !computed.Overlaps([TensorType.Int8, TensorType.UInt8, TensorType.Int16]))
        {
            throw new DiagnosticException(new DiagnosticInfo(
                Descriptors.QuantizationInvalid,
                null,
                $"{model.FileName} computes in floating point; quantize it to int8 first, weights and activations: post-training integer "
                + "quantization of the TensorFlow Lite converter (with a representative data set), AI Edge Quantizer, or quantization-aware training"));
        }
    }
}
