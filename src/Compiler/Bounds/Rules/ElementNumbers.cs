namespace QMacVerify.Compiler.Bounds.Rules;

/// <summary>Numbers that stand for the interval of each element of a layer's input, padding as one more pixel.</summary>
/// <param name="Values">Pixel by pixel.</param>
/// <param name="PixelStep">From a pixel to the next.</param>
/// <param name="TapStep">From a tap of a pixel to the next.</param>
/// <param name="ToSecond">From the first number of an interval to its second; 0 where it has one.</param>
internal readonly record struct ElementNumbers(int[] Values, int PixelStep, int TapStep, int ToSecond);
