using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Graph;

/// <summary>How a window may reach beyond the image.</summary>
public enum PaddingMode
{
    /// <summary>Not at all.</summary>
    Valid,

    /// <summary>So that the output has ceil(input / stride) elements; an odd element of padding goes after.</summary>
    Same,

    /// <summary>As named: top, left, bottom, right.</summary>
    Explicit,
}

/// <summary>Padding of a window in both axes, as the model states it.</summary>
/// <param name="Mode">How it is stated.</param>
/// <param name="Amounts">Top, left, bottom, right for <see cref="PaddingMode.Explicit"/>, else empty.</param>
public sealed record Padding(PaddingMode Mode, EquatableArray<int> Amounts)
{
    /// <summary>The most elements on a side: positions beside an image still fit 32 bits.</summary>
    public const int MaxAmount = 1 << 20;

    public static Padding Valid { get; } = new(PaddingMode.Valid, EquatableArray<int>.Empty);

    public static Padding Same { get; } = new(PaddingMode.Same, EquatableArray<int>.Empty);

    /// <summary>Whether it has the amounts that its mode asks for, each from 0 to <see cref="MaxAmount"/>.</summary>
    public bool IsInRange => Amounts.Count == (Mode == PaddingMode.Explicit ? 4 : 0) && Amounts.All(IsAmount);

    /// <summary>Whether there may be so many elements on a side.</summary>
    public static bool IsAmount(int amount) => amount is >= 0 and <= MaxAmount;

    /// <summary>Elements of padding before the image, and the extent of the output, along one axis.</summary>
    /// <param name="axis">0 for height, 1 for width.</param>
    /// <param name="input">Extent of the image.</param>
    /// <param name="filter">Extent of the window.</param>
    /// <param name="stride">Step of the window.</param>
    /// <param name="dilation">Step inside the window.</param>
    public (int Before, int Output) Resolve(int axis, int input, int filter, int stride, int dilation)
    {
        long reach = ((filter - 1L) * dilation) + 1;
        switch (Mode)
        {
            case PaddingMode.Same:
                int output = (input + stride - 1) / stride;
                long total = Math.Max(((output - 1L) * stride) + reach - input, 0);
                return ((int)(total / 2), output);
            case PaddingMode.Valid:
                return (0, Count(input, reach, stride));
            default:
                return (Amounts[axis], Count((long)input + Amounts[axis] + Amounts[axis + 2], reach, stride));
        }
    }

    private static int Count(long input, long reach, int stride) => input < reach ? 0 : (int)((input - reach) / stride) + 1;
}
