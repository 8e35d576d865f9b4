namespace QMacVerify.Checker;

/// <summary>What came of checking a certificate.</summary>
/// <param name="Reasons">Why it is refused; empty where it is accepted.</param>
/// <param name="Notes">What was not checked, or is sound but could be narrower.</param>
/// <param name="Layers">Layers of products whose statements were derived again.</param>
/// <param name="Tensors">Tensors of codes whose boxes follow from those before: with a file of elements they are its boxes, a fixed point.</param>
/// <param name="HasElements">Whether there is a file of elements.</param>
/// <param name="UncheckedNodes">Nodes for whose operation there is no rule.</param>
public sealed record Verdict(
    IReadOnlyList<string> Reasons, IReadOnlyList<string> Notes, int Layers, int Tensors, bool HasElements, IReadOnlyList<string> UncheckedNodes)
{
    public bool IsAccepted => Reasons.Count == 0;
}
