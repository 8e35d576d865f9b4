namespace QMacVerify.Checker;

/// <summary>The samples that a certificate of logits counts.</summary>
/// <param name="Codes">Of each sample the codes of each input, in the model's order.</param>
/// <param name="Labels">The true class of each; null where none are given.</param>
/// <param name="Most">So many of them are derived, the first ones.</param>
public sealed record CertifiedSamples(IReadOnlyList<IReadOnlyList<sbyte[]>> Codes, IReadOnlyList<int>? Labels, int Most);
