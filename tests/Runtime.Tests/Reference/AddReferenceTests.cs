using QMacVerify.Runtime.Reference;

namespace QMacVerify.Runtime.Tests.Reference;

public class AddReferenceTests
{
    // Scales 1, 1 and 1: the common scale is 2, so codes are halved, and the output multiplier is 2 / 2^20.
    private static readonly AddOperand UnitOperand = new(ZeroPoint: 0, Rescaler.TfliteDouble(1 << 30, 0));
    private static readonly AddResult UnitResult = new(ZeroPoint: 0, Rescaler.TfliteDouble(1 << 30, -18));

    [Fact]
    public void Run_EqualScales_AddsAndSaturates()
    {
        sbyte[] output = new sbyte[4];
        AddReference.Run([4], [1, 100, -100, 127], UnitOperand, [4], [2, 100, -100, -127], UnitOperand, UnitResult, output);
        Assert.Equal([3, 127, -128, 0], output);
    }

    [Fact]
    public void Run_ZeroPointsAndClamp_Apply()
    {
        sbyte[] output = new sbyte[3];
        AddReference.Run(
            [3],
            [10, 20, -100],
            UnitOperand with { ZeroPoint = 4 },
            [3],
            [1, 2, 3],
            UnitOperand with { ZeroPoint = -2 },
            UnitResult with { ZeroPoint = 7, Lower = -50, Upper = 20 },
            output);
        Assert.Equal([16, 20, -50], output);
    }

    // Every pair of codes and awkward scales: within one step of the real sum, and equal to it wherever that is not near a tie.
    [Fact]
    public void Run_AllPairs_RoundsTheRealSum()
    {
        const double scaleA = 0.0371;
        const double scaleB = 0.0123;
        const double scaleY = 0.0457;
        double common = 2 * scaleA;
        AddOperand operandA = Operand(scaleA / common, zeroPoint: -5);
        AddOperand operandB = Operand(scaleB / common, zeroPoint: 11);
        (int quantizedMultiplier, int shift) = Quantize(common / ((1 << 20) * scaleY));
        AddResult result = new(ZeroPoint: 3, Rescaler.TfliteDouble(quantizedMultiplier, shift));

        sbyte[] codes = [.. Enumerable.Range(-128, 256).Select(code => (sbyte)code)];
        sbyte[] output = new sbyte[256 * 256];
        AddReference.Run([256, 1], codes, operandA, [1, 256], codes, operandB, result, output);
        for (int i = 0; i < output.Length; i++)
        {
            double real = (((codes[i / 256] + 5) * scaleA) + ((codes[i % 256] - 11) * scaleB)) / scaleY;
            bool isNearTie = Math.Abs(real - Math.Floor(real) - 0.5) < 1e-4;
            if (!isNearTie)
            {
                Assert.Equal(Math.Clamp((int)Math.Round(real) + 3, -128, 127), output[i]);
            }
        }
    }

    [Fact]
    public void Run_Broadcast_StretchesSizeOneAndMissingDimensions()
    {
        // [2, 1, 2] + [3, 1] gives [2, 3, 2].
        sbyte[] output = new sbyte[12];
        AddReference.Run([2, 1, 2], [1, 2, 3, 4], UnitOperand, [3, 1], [10, 20, 30], UnitOperand, UnitResult, output);
        Assert.Equal([11, 12, 21, 22, 31, 32, 13, 14, 23, 24, 33, 34], output);

        sbyte[] swapped = new sbyte[12];
        AddReference.Run([3, 1], [10, 20, 30], UnitOperand, [2, 1, 2], [1, 2, 3, 4], UnitOperand, UnitResult, swapped);
        Assert.Equal(output, swapped);
    }

    [Fact]
    public void ResultShape_ScalarsAndSixDimensions_Broadcast()
    {
        Assert.Equal([1, 2, 3, 4, 5, 6], Broadcast.ResultShape([1, 2, 1, 4, 1, 6], [3, 1, 5, 1]));
        Assert.Equal([], Broadcast.ResultShape([], []));
        Assert.Equal([2, 0], Broadcast.ResultShape([2, 1], [0]));
    }

    [Fact]
    public void ResultShape_Misfit_IsRefused()
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => Broadcast.ResultShape([2, 3], [2]));
        Assert.Equal("Shapes [2, 3] and [2] do not broadcast.", exception.Message);
        Assert.Throws<ArgumentException>(() => Broadcast.ResultShape([1, 1, 1, 1, 1, 1, 1], [1]));
    }

    private static AddOperand Operand(double multiplier, int zeroPoint)
    {
        (int quantizedMultiplier, int shift) = Quantize(multiplier);
        return new AddOperand(zeroPoint, Rescaler.TfliteDouble(quantizedMultiplier, shift));
    }

    private static (int QuantizedMultiplier, int Shift) Quantize(double multiplier)
    {
        int shift = Math.ILogB(multiplier) + 1;
        return ((int)Math.Round(Math.ScaleB(multiplier, 31 - shift)), shift);
    }
}
