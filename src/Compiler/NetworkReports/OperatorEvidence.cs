namespace QMacVerify.Compiler.NetworkReports;

/// <summary>What a report of <c>qmac opcheck</c> says of one operator.</summary>
/// <param name="Kind">As there: <c>multiplier</c>, <c>adder</c>, or <c>multiply_accumulate</c>.</param>
/// <param name="Spec">The operator.</param>
/// <param name="TableSha256">Of the products that the software computes; null for what is no multiplier.</param>
/// <param name="Status">As there, for example <c>equal</c>.</param>
/// <param name="Checks">Each comparison and proof.</param>
/// <param name="Faults">Faults that were injected into the benches, and those that they caught; null where the report says nothing of it.</param>
internal sealed record OperatorEvidence(
    string Kind, string Spec, string? TableSha256, string Status, IReadOnlyList<EvidenceCheck> Checks, (int Injected, int Caught)? Faults)
{
    /// <summary>Whether something was compared, and nothing differed.</summary>
    public bool Holds => Status is "equal" or "equal_on_vectors" or "equal_on_care_set";
}

/// <summary>One comparison or proof.</summary>
/// <param name="What">What was compared with the C# model, or the claim.</param>
/// <param name="Status">Its outcome.</param>
/// <param name="Tool">With what; null where nothing ran.</param>
/// <param name="Vectors">Operands that were tried; null for a proof, which is about all.</param>
/// <param name="Reason">Why nothing was compared; null where it was.</param>
internal sealed record EvidenceCheck(string What, string Status, string? Tool, int? Vectors, string? Reason);
