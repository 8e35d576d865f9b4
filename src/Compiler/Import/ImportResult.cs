using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Compiler.Import;

/// <summary>What importing a model gives: its network, or all that keeps it from being one.</summary>
/// <param name="Network">Null when something was refused.</param>
/// <param name="Refusals">In the order of the model.</param>
/// <param name="Part">Of a refused model, a part that can be imported; null where none was found.</param>
internal sealed record ImportResult(Network? Network, IReadOnlyList<Refusal> Refusals, ProposedPart? Part)
{
    public static ImportResult Of(Network network) => new(network, [], null);

    /// <summary>The network.</summary>
    /// <exception cref="DiagnosticException">The first of the refusals.</exception>
    public Network Require() => Network ?? throw new DiagnosticException(Refusals[0].Diagnostic);
}

/// <summary>A part of a refused model that can be imported.</summary>
/// <param name="Cut">Where to cut the model.</param>
/// <param name="Layers">How many of its nodes multiply and accumulate.</param>
internal sealed record ProposedPart(ModelCut Cut, int Layers);

/// <summary>One node, or one output, that cannot be imported.</summary>
/// <param name="Operator">As the format calls it; empty for an output.</param>
/// <param name="Label">What messages call the node.</param>
/// <param name="Diagnostic">What, where and what to do.</param>
/// <param name="IsUnknown">Whether no form of the operator is imported.</param>
/// <param name="Advice">What can be done about the operator; null where nothing is known.</param>
internal sealed record Refusal(string Operator, string Label, DiagnosticInfo Diagnostic, bool IsUnknown = false, string? Advice = null)
{
    /// <summary>Does what may be refused; null when it is not.</summary>
    public static Refusal? Of(Action import, string op, string label)
    {
        try
        {
            import();
            return null;
        }
        catch (DiagnosticException e)
        {
            return new Refusal(op, label, e.Diagnostic);
        }
    }

    /// <summary>Why, without the node: equal for all nodes that are refused for one reason.</summary>
    public string Reason => IsUnknown ? $"is not among the operators that are imported{(Advice is null ? "" : $": {Advice}")}"
        : Label.Length > 0 && Diagnostic.Message.StartsWith(Label, StringComparison.Ordinal) ? Diagnostic.Message[Label.Length..].TrimStart()
        : Diagnostic.Message;
}
