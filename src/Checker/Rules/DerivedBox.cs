using QMacVerify.Checker.Arithmetic;

namespace QMacVerify.Checker.Rules;

/// <summary>What follows of the codes of an operation's result.</summary>
/// <param name="Box">The codes.</param>
/// <param name="IsOptimal">Whether BOUNDS.md calls the intervals optimal.</param>
internal sealed record DerivedBox(CodeBox Box, bool IsOptimal = true);
