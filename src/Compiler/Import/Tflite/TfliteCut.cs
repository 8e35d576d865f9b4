using QMacVerify.Generators.Diagnostics;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Tflite;

/// <summary>The part of a model between some of its tensors.</summary>
internal static class TfliteCut
{
    /// <summary>The model with other inputs and outputs, and the operators between.</summary>
    /// <exception cref="DiagnosticException">A name is no tensor or that of several, or the tensors do not separate the part from the rest.</exception>
    public static TfliteModel Take(TfliteModel model, ModelCut cut)
    {
        if (cut.IsNone)
        {
            return model;
        }

        Dictionary<int, TfliteOperator> producers = Producers(model);
        int[] inputs = [.. cut.Inputs.Select(name => Find(model, producers, "--input", name)).Distinct()];
        int[] outputs = cut.Outputs.Count == 0 ? [.. model.Outputs] : [.. cut.Outputs.Select(name => Find(model, producers, "--output", name)).Distinct()];
        (HashSet<TfliteOperator> operators, HashSet<int> sources) = ModelCut.Between(producers, entry => entry.Inputs.Where(input => input >= 0), inputs, outputs);
        int[] others = [.. model.Inputs.Where(sources.Contains)];

        // An input that is no tensor is refused where an operator reads it.
        if (inputs.Length > 0 && others.FirstOrDefault(other => (uint)other < (uint)model.Tensors.Count, -1) is >= 0 and int needed)
        {
            throw ModelCut.NotSeparate(model.Tensors[needed].Name, model.FileName);
        }

        HashSet<int> read = [.. operators.SelectMany(entry => entry.Inputs), .. outputs];
        foreach (int idle in inputs.Where(input => !read.Contains(input)))
        {
            throw ModelCut.NotNeeded(model.Tensors[idle].Name);
        }

        return model with
        {
            Operators = [.. model.Operators.Where(operators.Contains)],
            Inputs = inputs.Length > 0 ? inputs : others,
            Outputs = outputs,
        };
    }

    /// <summary>A part of a refused model that can be imported.</summary>
    /// <param name="model">The model.</param>
    /// <param name="refused">Positions of operators.</param>
    /// <param name="import">Imports a part; throws where the model cannot be cut so.</param>
    public static ProposedPart? Propose(TfliteModel model, IReadOnlySet<int> refused, Func<ModelCut, ImportResult> import)
    {
        HashSet<string> codes = new(
            model.Tensors.Where(tensor => tensor is { Type: TensorType.Int8 or TensorType.UInt8, IsConstant: false, Name.Length: > 0 }).Select(tensor => tensor.Name),
            StringComparer.Ordinal);
        CutNode[] nodes = [.. model.Operators.Select(entry => new CutNode(
            Names(entry.Inputs), Names(entry.Outputs), refused.Contains(entry.Index), codes.Contains, codes.Contains))];
        return CutProposal.Find(nodes, Names(model.Outputs), import);

        string[] Names(IEnumerable<int> tensors) => [.. tensors.Where(tensor => (uint)tensor < (uint)model.Tensors.Count).Select(tensor => model.Tensors[tensor].Name)];
    }

    private static Dictionary<int, TfliteOperator> Producers(TfliteModel model) => model.Operators
        .SelectMany(entry => entry.Outputs.Select(output => (output, entry)))
        .DistinctBy(pair => pair.output).ToDictionary(pair => pair.output, pair => pair.entry);

    private static int Find(TfliteModel model, Dictionary<int, TfliteOperator> producers, string option, string name)
    {
        int[] found = [.. Enumerable.Range(0, model.Tensors.Count).Where(tensor =>
            model.Tensors[tensor].Name == name && (producers.ContainsKey(tensor) || model.Inputs.Contains(tensor)))];
        return found.Length switch
        {
            1 => found[0],
            0 => throw ModelCut.Unknown(option, name, model.FileName),
            _ => throw new DiagnosticException(new DiagnosticInfo(
                Descriptors.GraphInvalid, null, Invariant($"{option} names {Quote(name)}, as {found.Length} tensors of {model.FileName} are called"))),
        };
    }
}
