namespace QMacVerify.Compiler.Cosim;

/// <summary>The first output of a layer that RTL and software compute differently.</summary>
/// <param name="Layer">Name of the layer.</param>
/// <param name="Sample">Position of the input.</param>
/// <param name="What"><c>accumulator</c> or <c>code</c>.</param>
/// <param name="Channel">Output channel.</param>
/// <param name="Y">Row of the output.</param>
/// <param name="X">Column of the output.</param>
/// <param name="Rtl">What the engine gave.</param>
/// <param name="Software">What the C# reference gave.</param>
internal sealed record FirstDivergence(string Layer, int Sample, string What, int Channel, int Y, int X, long Rtl, long Software)
{
    /// <summary>Where inside the accumulator they part; null where the sums are the same, and for layers without products.</summary>
    public DivergentTap? Tap { get; init; }

    /// <summary>What kind of fault does this, as a clause.</summary>
    public string Looks { get; init; } = "";
}

/// <summary>One product and the sum after it, on both sides.</summary>
/// <param name="Index">Which product of the accumulator, from 0.</param>
/// <param name="Rtl">In the engine; null where it has no such product.</param>
/// <param name="Software">In the C# reference; null where it has none.</param>
internal sealed record DivergentTap(int Index, TapState? Rtl, TapState? Software);

/// <summary>A product and what is around it.</summary>
/// <param name="Before">The sum before it: acc_0 before the first.</param>
/// <param name="Activation">First operand.</param>
/// <param name="Weight">Second operand.</param>
/// <param name="Product">Of the multiplier.</param>
/// <param name="Sum">After the adder.</param>
internal readonly record struct TapState(int Before, int Activation, int Weight, int Product, int Sum);
