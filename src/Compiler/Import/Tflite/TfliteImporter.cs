using QMacVerify.Compiler.Import.Tflite.Folding;
using QMacVerify.Compiler.Import.Tflite.Operations;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Tflite;

/// <summary>A .tflite file to a graph with its constants. Arithmetic as one of its runtimes has it.</summary>
internal static class TfliteImporter
{
    /// <summary>More than any int8 network of convolutions takes.</summary>
    public const int MaxFileBytes = 1 << 30;

    /// <summary>Imports and checks a model, or a part of it.</summary>
    /// <param name="file">The bytes, from anyone.</param>
    /// <param name="fileName">For messages.</param>
    /// <param name="modelName">Name of the model in the package.</param>
    /// <param name="runtime">Whose bytes the network gives.</param>
    /// <param name="cut">Where the part begins and ends.</param>
    /// <exception cref="InvalidModelException">The file is damaged.</exception>
    /// <exception cref="DiagnosticException">The model is none that one could import, or cannot be cut so.</exception>
    public static ImportResult Import(byte[] file, string fileName, string modelName, TfliteRuntime runtime, ModelCut cut) =>
        Import(TfliteCut.Take(TfliteModelReader.Read(file, fileName), cut), modelName, runtime, CutProposal.MostCuts);

    /// <summary>Imports and checks a model.</summary>
    /// <exception cref="InvalidModelException">The file is damaged.</exception>
    /// <exception cref="DiagnosticException">The model is one that cannot be imported.</exception>
    public static Network Import(
        byte[] file, string fileName, string modelName, TfliteRuntime runtime = TfliteRuntime.TfliteDouble) =>
        Import(TfliteModelReader.Read(file, fileName), modelName, runtime, proposals: 0).Require();

    private static ImportResult Import(TfliteModel model, string modelName, TfliteRuntime runtime, int proposals)
    {
        RefuseFloat(model);
        TfliteTensors tensors = new(model);
        NodeNames names = new(model.Operators.SelectMany(entry => entry.Outputs).Select(model.NameOf));
        List<GraphNode> nodes = [];
        List<Refusal> refusals = [];
        HashSet<int> refused = [];
        HashSet<int> unknown = [];
        foreach (TfliteOperator entry in DilatedConvolutions.Join(model))
        {
            string op = BuiltinOperators.Name(entry);
            if (Refusal.Of(() => nodes.AddRange(ImportNode(model, entry, op)), op, TfliteNode.LabelOf(entry)) is not { } refusal)
            {
                continue;
            }

            // What numbers other than codes are is known from the operators before, if those are known.
            bool isUnknown = TfliteOperationTable.Find(op) is null;
            if (isUnknown || !entry.Inputs.Any(input => unknown.Contains(input) && !tensors.IsOfCodes(input)))
            {
                refusals.Add(refusal with { IsUnknown = isUnknown, Advice = TfliteAdvice.For(entry) });
            }

            refused.Add(entry.Index);
            unknown.UnionWith(entry.Outputs);
        }

        if (refusals.Count > 0)
        {
            return new ImportResult(null, refusals, proposals == 0 ? null : TfliteCut.Propose(
                model, refused, part => Import(TfliteCut.Take(model, part), modelName, runtime, proposals - 1)));
        }

        EquatableArray<int> inputs = Boundary(model.Inputs, tensors, "the list of inputs");
        EquatableArray<int> outputs = Boundary(model.Outputs, tensors, "the list of outputs");
        outputs = Outputs(outputs, tensors, names, nodes);
        return ImportResult.Of(ImportPasses.Finish(new Network(
            new QuantizedGraph(
                modelName,
                new ModelSource("tflite", model.Sha256),
                tensors.Tensors,
                inputs,
                outputs,
                nodes.ToEquatableArray(),
                GraphSemantics.Default,
                OperatorAssignment.Exact)
            {
                States = tensors.Variables.States,
            },
            tensors.Parameters)));

        GraphNode[] ImportNode(TfliteModel model, TfliteOperator entry, string op)
        {
            string[] chosen = [.. entry.Outputs.DefaultIfEmpty(-1).Select(output => names.Choose(model.NameOf(output), op, entry.Index))];
            TfliteNode node = new(entry, chosen, tensors, () => names.Choose("", op, entry.Index), runtime);
            if (ConstantFunctions.Fold(node) is { } constant)
            {
                tensors.SetConstant(entry.Outputs[0], constant);
                return [];
            }

            if (ConstantParts.Fold(node) is { } parts)
            {
                foreach ((int i, TfliteTensor part) in parts.Index())
                {
                    tensors.SetConstant(entry.Outputs[i], part);
                }

                return [];
            }

            if (RealIslands.Import(node) is { } island)
            {
                return island;
            }

            string advice = TfliteAdvice.For(entry) is string known ? $"; {known}" : "";
            Func<TfliteNode, GraphNode[]> import = TfliteOperationTable.Find(op) ?? throw new DiagnosticException(new DiagnosticInfo(
                Descriptors.OperatorUnsupported,
                null,
                Invariant($"node {entry.Index} is {op}; supported are {string.Join(", ", TfliteOperationTable.Names)}") + advice));
            return import(node);
        }
    }

    private static EquatableArray<int> Boundary(IEnumerable<int> indices, TfliteTensors tensors, string user) =>
        indices.Select(index => (tensors.TypeOf(index, user) switch
        {
            TensorType.Float32 => tensors.Real(index, user),
            TensorType.Int32 when tensors.IsModelOutput(index) => tensors.Indices(index, user),
            _ => tensors.Activation(index, user),
        }).Index).ToEquatableArray();

    /// <summary>Outputs that somebody computes, and each once: constants, and tensors that are outputs already, are copied.</summary>
    private static EquatableArray<int> Outputs(EquatableArray<int> outputs, TfliteTensors tensors, NodeNames names, List<GraphNode> nodes)
    {
        int[] result = outputs.ToArray();
        HashSet<int> earlier = [];
        for (int i = 0; i < result.Length; i++)
        {
            TensorInfo tensor = tensors.Known(result[i]);
            if (tensor.Type == ElementType.Int8 && (tensor.IsConstant || !earlier.Add(tensor.Index)))
            {
                TensorInfo copy = tensors.AddIntermediate([.. tensor.Shape], tensor);
                string name = names.Choose("", "output_copy", i);
                nodes.Add(tensor.IsConstant
                    ? new Concat(name, EquatableArray.Of(tensor.Index), copy.Index, "copy", 1)
                    : new Reshape(name, tensor.Index, copy.Index));
                result[i] = copy.Index;
            }
        }

        return new EquatableArray<int>(result);
    }

    /// <summary>A model that nobody quantized gets one answer, not a complaint about its first tensor.</summary>
    private static void RefuseFloat(TfliteModel model)
    {
        bool hasIntegerWeights = model.Operators.Any(entry => entry.Inputs.Length > 1 && IsOf(entry.Inputs[0], TensorType.Float32, false)
            && (IsOf(entry.Inputs[1], TensorType.Int8, true) || IsOf(entry.Inputs[1], TensorType.UInt8, true)));
        bool IsOf(int tensor, TensorType type, bool isConstant) =>
            (uint)tensor < (uint)model.Tensors.Count && model.Tensors[tensor].Type == type && model.Tensors[tensor].IsConstant == isConstant;
        HashSet<TensorType> computed = [.. model.Operators
            .SelectMany(entry => entry.Inputs.Concat(entry.Outputs))
            .Where(index => (uint)index < (uint)model.Tensors.Count && !model.Tensors[index].IsConstant)
            .Select(index => model.Tensors[index].Type)];
        if (computed.Contains(TensorType.Float32) && !computed.Overlaps([TensorType.Int8, TensorType.UInt8, TensorType.Int16]))
        {
            throw new DiagnosticException(new DiagnosticInfo(
                Descriptors.QuantizationInvalid,
                null,
                $"{model.FileName} {(hasIntegerWeights ? "is quantized dynamically: its weights are integers, but it computes" : "computes")} in floating point; quantize it to int8 first, weights and activations: post-training integer "
                + "quantization of the TensorFlow Lite converter (with a representative data set), AI Edge Quantizer, or quantization-aware training"));
        }
    }
}
