using QMacVerify.Generators.Diagnostics;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Onnx;

/// <summary>The part of a model between some of its values.</summary>
internal static class OnnxCut
{
    /// <summary>The model with other inputs and outputs, and the nodes between.</summary>
    /// <exception cref="DiagnosticException">A name is no value, or the values do not separate the part from the rest.</exception>
    public static OnnxModel Take(OnnxModel model, ModelCut cut)
    {
        if (cut.IsNone)
        {
            return model;
        }

        Dictionary<string, OnnxNode> producers = Producers(model);
        OnnxInput[] inputs = [.. cut.Inputs.Select(name => InputAt(model, producers, name)).DistinctBy(input => input.Name)];
        foreach (string name in cut.Outputs.Where(name => !producers.ContainsKey(name)))
        {
            throw ModelCut.Unknown("--output", name, model.FileName);
        }

        IReadOnlyList<string> outputs = cut.Outputs.Count > 0 ? [.. cut.Outputs.Distinct(StringComparer.Ordinal)] : model.Outputs;
        (HashSet<OnnxNode> nodes, HashSet<string> sources) = ModelCut.Between(
            producers, node => node.Inputs.Where(input => input.Length > 0), inputs.Select(input => input.Name), outputs);
        if (inputs.Length > 0 && model.Inputs.FirstOrDefault(input => sources.Contains(input.Name)) is { } other)
        {
            throw ModelCut.NotSeparate(other.Name, model.FileName);
        }

        HashSet<string> read = [.. nodes.SelectMany(node => node.Inputs), .. outputs];
        if (inputs.FirstOrDefault(input => !read.Contains(input.Name)) is { } idle)
        {
            throw ModelCut.NotNeeded(idle.Name);
        }

        return model with
        {
            Nodes = [.. model.Nodes.Where(nodes.Contains)],
            Inputs = inputs.Length > 0 ? inputs : [.. model.Inputs.Where(input => sources.Contains(input.Name))],
            Outputs = outputs,
        };
    }

    /// <summary>A part of a refused model that can be imported.</summary>
    /// <param name="model">The model.</param>
    /// <param name="refused">Nodes.</param>
    /// <param name="canEnd">Whether a value is one that can be an output.</param>
    /// <param name="import">Imports a part; throws where the model cannot be cut so.</param>
    public static ProposedPart? Propose(
        OnnxModel model, IReadOnlySet<OnnxNode> refused, Func<string, bool> canEnd, Func<ModelCut, ImportResult> import)
    {
        Dictionary<string, OnnxNode> producers = Producers(model);
        CutNode[] nodes = [.. model.Nodes.Select(node => new CutNode(
            node.Inputs, node.Outputs, refused.Contains(node), canEnd,
            name => Find(model, producers, name) is { Type: OnnxType.Int8 or OnnxType.UInt8, Shape: { } shape } && shape.All(extent => extent is not null)))];
        return CutProposal.Find(nodes, model.Outputs, import);
    }

    private static Dictionary<string, OnnxNode> Producers(OnnxModel model) => model.Nodes
        .SelectMany(node => node.Outputs.Where(output => output.Length > 0).Select(output => (output, node)))
        .ToDictionary(pair => pair.output, pair => pair.node, StringComparer.Ordinal);

    /// <summary>A value as an input. Real numbers that DequantizeLinear makes of codes are given as the codes.</summary>
    private static OnnxInput InputAt(OnnxModel model, Dictionary<string, OnnxNode> producers, string name)
    {
        while (producers.TryGetValue(name, out OnnxNode? node) && node.OpType == "DequantizeLinear" && node.Has(0))
        {
            name = node.Inputs[0];
        }

        return Find(model, producers, name) ?? (producers.ContainsKey(name)
            ? throw new DiagnosticException(new DiagnosticInfo(Descriptors.QuantizationInvalid, null,
                $"{model.FileName} does not say what type {Quote(name)} has; begin the part at a result of QuantizeLinear, or infer the shapes of the model first (onnx.shape_inference)"))
            : throw ModelCut.Unknown("--input", name, model.FileName));
    }

    /// <summary>What the file says about a value; null where it says nothing.</summary>
    private static OnnxInput? Find(OnnxModel model, Dictionary<string, OnnxNode> producers, string name)
    {
        if (model.Inputs.FirstOrDefault(input => input.Name == name) is { } input)
        {
            return input;
        }

        OnnxInput? value = model.Values.GetValueOrDefault(name);
        if (value is { Type: not OnnxType.Undefined } || !producers.TryGetValue(name, out OnnxNode? node) || node.OpType != "QuantizeLinear")
        {
            return value;
        }

        // Codes have the shape of the numbers that they are made of.
        OnnxType type = node.Has(2)
            ? model.Constants.Find(node.Inputs[2])?.Type ?? OnnxType.UInt8
            : (OnnxType)node.Int("output_dtype", (long)OnnxType.UInt8);
        return new OnnxInput(name, type, value?.Shape ?? (node.Has(0) ? model.Values.GetValueOrDefault(node.Inputs[0])?.Shape : null));
    }
}
