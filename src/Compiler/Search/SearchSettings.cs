namespace QMacVerify.Compiler.Search;

/// <summary>How a search is made.</summary>
/// <param name="Population">Individuals of a generation, at least 4.</param>
/// <param name="Generations">After the first one.</param>
/// <param name="Seed">Of all that is random.</param>
/// <param name="Certifies">Whether bounds of the front are wanted.</param>
/// <param name="MostLsb">Codes that logits of every point of the front provably move at most; null demands nothing.</param>
internal sealed record SearchSettings(int Population, int Generations, ulong Seed, bool Certifies, int? MostLsb);
