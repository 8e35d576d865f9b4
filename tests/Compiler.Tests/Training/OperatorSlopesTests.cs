using QMacVerify.Compiler.Training;
using QMacVerify.Generators.Circuits;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Training;

public sealed class OperatorSlopesTests
{
    [Fact]
    public void Exact_SlopeIsTheOtherOperand_UpToTheEndsOfInt8()
    {
        OperatorSlopes slopes = new(MultiplierTable.Of(new ExactMultiplier()));
        for (int index = 0; index < MultiplierTable.Count; index++)
        {
            (int activation, int weight) = MultiplierTable.OperandsAt(index);
            Assert.Equal(activation, slopes.ByWeight[index], 1e-3f);
            Assert.Equal(weight, slopes.ByActivation[index], 1e-3f);
        }
    }

    /// <summary>No slope of an operand depends on products with another value of the other one.</summary>
    [Fact]
    public void Scrambled_SlopeIsThatOfTheLineThatFitsBest()
    {
        ScrambledMultiplier multiplier = new();
        OperatorSlopes slopes = new(MultiplierTable.Of(multiplier));
        foreach ((int activation, int weight) in new[] { (-128, 3), (0, 0), (100, -128), (127, 127), (-7, 121) })
        {
            int[] near = [.. Enumerable.Range(-128, 256).Where(other => Math.Abs(other - weight) <= OperatorSlopes.Reach)];
            double middle = near.Average();
            double mean = near.Average(other => multiplier.Apply(activation, other));
            double slope = near.Sum(other => (other - middle) * (multiplier.Apply(activation, other) - mean)) / near.Sum(other => (other - middle) * (other - middle));
            Assert.Equal(slope, slopes.ByWeight[((activation + 128) << 8) + weight + 128], 1e-3 * Math.Max(1, Math.Abs(slope)));
        }
    }
}
