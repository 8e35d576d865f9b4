namespace QMacVerify.Compiler.Demo;

/// <summary>One drawn digit.</summary>
/// <param name="Pixels">28x28 grey levels, row-major, 0 black to 255 white; a quantized input is pixel - 128.</param>
/// <param name="Label">The digit, 0 to 9.</param>
internal sealed record DigitSample(byte[] Pixels, int Label);
