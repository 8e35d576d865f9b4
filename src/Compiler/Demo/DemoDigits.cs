using QMacVerify.Runtime.Arrays;

namespace QMacVerify.Compiler.Demo;

/// <summary>The digits that <c>cnn_small</c> is shown with.</summary>
internal static class DemoDigits
{
    public const int Count = 200;

    /// <summary>Not a seed of the training: these digits were never seen.</summary>
    private const ulong Seed = 2026;

    /// <summary>The same ones at each call.</summary>
    public static DigitSample[] Draw() => DigitRenderer.Draw(Seed, Count);

    /// <summary>int8 [N, 28, 28, 1]: the codes of the network's input.</summary>
    public static NpyArray Images(DigitSample[] digits) => NpyArray.Create<sbyte>(
        [digits.Length, DigitRenderer.Size, DigitRenderer.Size, 1],
        [.. digits.SelectMany(digit => digit.Pixels.Select(pixel => unchecked((sbyte)(pixel ^ 0x80))))]);

    /// <summary>uint8 [N], 0 to 9.</summary>
    public static NpyArray Labels(DigitSample[] digits) => NpyArray.Create<byte>([digits.Length], [.. digits.Select(digit => (byte)digit.Label)]);
}
