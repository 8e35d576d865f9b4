namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints loops over blocks of neighbours that are computed at once.</summary>
internal static class BlockLoop
{
    /// <summary>A loop over blocks. Where they do not come out even the last is moved back until it ends where they end: no code for rests.</summary>
    /// <param name="variable">The first element of a block.</param>
    /// <param name="count">Elements, no fewer than those of a block.</param>
    /// <param name="block">Elements of a block.</param>
    /// <param name="whole">What ends, a noun.</param>
    /// <param name="elements">What the elements are, a noun.</param>
    /// <param name="w">Where to.</param>
    /// <param name="emitBlock">Prints a block; it is given its first element.</param>
    /// <param name="next">The first element of a block before it is moved back.</param>
    public static void Emit(
        string variable, int count, int block, string whole, string elements, SourceWriter w, Action<IndexExpression> emitBlock, string next = "next")
    {
        if (count == block)
        {
            emitBlock(0);
        }
        else if (count % block == 0)
        {
            using (w.Block($"for (int {variable} = 0; {variable} < {count}; {(block == 1 ? $"{variable}++" : Invariant($"{variable} += {block}"))})"))
            {
                emitBlock(variable);
            }
        }
        else
        {
            using (w.Block($"for (int {next} = 0; {next} < {count}; {next} += {block})"))
            {
                w.Comment($"The last block ends with the {whole}; {elements} that it shares with the one before come out the same.");
                w.Line($"int {variable} = Math.Min({next}, {count - block});");
                emitBlock(variable);
            }
        }
    }
}
