using QMacVerify.Compiler.Cosim;
using QMacVerify.Generators.Circuits;

namespace QMacVerify.Hdl.Tests.Cosim;

/// <summary>What two lists of products look like that part.</summary>
public class DivergenceTraceTests
{
    private static readonly OperatorPair Pair = new(new BrokenArrayMultiplier(1, 3), new ExactAdder());

    private static readonly TapState[] Software = [Tap(100, 3, 5), Tap(100 + Product(3, 5), -7, 11), Tap(100 + Product(3, 5) + Product(-7, 11), 6, -2)];

    [Fact]
    public void First_SameLists_IsNull() => Assert.Null(DivergenceTrace.First(Software, Software));

    [Fact]
    public void Rtl_PrintedTaps_AreReadWithoutThoseThatDoNotExist()
    {
        string[] lines = ["MISMATCH accumulator output=0 got=1 expected=2", "TAP add=1 start=-5 a=-128 w=127 product=-16256 sum=-16261", "TAP add=0 start=1 a=2 w=3 product=6 sum=7"];
        Assert.Equal([new TapState(-5, -128, 127, -16256, -16261)], DivergenceTrace.Rtl(lines));
    }

    [Fact]
    public void Looks_EachKind_IsNamed()
    {
        TapState right = Software[1];
        Assert.Equal("operands are swapped", Looks(right with { Activation = right.Weight, Weight = right.Activation }));
        Assert.Equal("operands are swapped", Looks(right with { Product = Product(11, -7) }));
        Assert.Equal("activation memory, padding value or window: another activation arrives", Looks(right with { Activation = 0 }));
        Assert.Equal("weight memory or lane mapping: another weight arrives", Looks(right with { Weight = 0 }));
        Assert.Equal("multiplier: another product of the same operands", Looks(right with { Product = right.Product + 1 }));
        Assert.Equal("adder: another sum of the same numbers", Looks(right with { Sum = right.Sum ^ 1 }));
        Assert.Equal("width: the sum does not fit 12 bits", Looks(right with { Sum = right.Sum + (1 << 12) }, bits: 12));
    }

    [Fact]
    public void Looks_StartValueAndCount_AreNamed()
    {
        Assert.Equal("start value: bias, zero point correction or its channel", LooksOf([Software[0] with { Before = 101 }, .. Software[1..]]));
        Assert.Equal("order or count of products: the engine stops early", LooksOf(Software[..2]));
        Assert.Equal("order or count of products: the engine goes on", LooksOf([.. Software, Software[2]]));
        Assert.StartsWith("lane mapping", DivergenceTrace.Looks(null, Pair, 32), StringComparison.Ordinal);
        Assert.StartsWith("rounding", DivergenceTrace.LooksOfCode(3, 4), StringComparison.Ordinal);
        Assert.StartsWith("requantization", DivergenceTrace.LooksOfCode(3, 7), StringComparison.Ordinal);
    }

    private static string Looks(TapState wrong, int bits = 32) => LooksOf([Software[0], wrong, Software[2]], bits);

    private static string LooksOf(IReadOnlyList<TapState> rtl, int bits = 32) => DivergenceTrace.Looks(DivergenceTrace.First(rtl, Software), Pair, bits);

    private static TapState Tap(int before, int activation, int weight) => new(before, activation, weight, Product(activation, weight), before + Product(activation, weight));

    private static int Product(int activation, int weight) => Pair.Multiplier.Apply(activation, weight);
}
