using System.Text.RegularExpressions;
using QMacVerify.Compiler.LayerBenches;
using QMacVerify.Generators.Analysis;
using QMacVerify.Generators.Circuits;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Cosim;

/// <summary>Finds the product at which an accumulator of an engine leaves that of the software, and says what that looks like.</summary>
internal static partial class DivergenceTrace
{
    /// <summary>The products of one accumulator in software, in the order of their addition.</summary>
    /// <param name="facts">The layer.</param>
    /// <param name="position">Number of the output pixel.</param>
    /// <param name="channel">Output channel.</param>
    /// <param name="input">Activations of the layer.</param>
    public static IReadOnlyList<TapState> Software(LayerFacts facts, int position, int channel, ReadOnlySpan<sbyte> input)
    {
        LayerOperands operands = LayerOperands.At(facts, position, channel, input);
        int acc = operands.Start;
        List<TapState> taps = [];
        foreach ((sbyte activation, sbyte weight) in operands.Activations.Zip(operands.Weights))
        {
            int product = facts.Operators.Multiplier.Apply(activation, weight);
            int sum = facts.Operators.Adder.Apply(acc, product);
            taps.Add(new TapState(acc, activation, weight, product, sum));
            acc = sum;
        }

        return taps;
    }

    /// <summary>The products that a traced bench printed.</summary>
    public static IReadOnlyList<TapState> Rtl(IEnumerable<string> lines) =>
    [
        .. lines.Select(line => TapLine().Match(line)).Where(match => match.Success && match.Groups[1].Value == "1").Select(match => new TapState(
            match.Number(2), match.Number(3), match.Number(4), match.Number(5), match.Number(6))),
    ];

    /// <summary>The first product that differs; null where all are the same.</summary>
    public static DivergentTap? First(IReadOnlyList<TapState> rtl, IReadOnlyList<TapState> software)
    {
        for (int i = 0; i < Math.Max(rtl.Count, software.Count); i++)
        {
            TapState? left = i < rtl.Count ? rtl[i] : null;
            TapState? right = i < software.Count ? software[i] : null;
            if (left != right)
            {
                return new DivergentTap(i, left, right);
            }
        }

        return null;
    }

    /// <summary>What an accumulator that differs looks like.</summary>
    /// <param name="tap">Where it parts; null where all products and sums are the same.</param>
    /// <param name="pair">The circuits as they should be.</param>
    /// <param name="bits">Width of the accumulator.</param>
    public static string Looks(DivergentTap? tap, OperatorPair pair, int bits) => tap switch
    {
        null => "lane mapping or the share of a weight zero point: every product and sum is as it should be",
        { Rtl: null } => "order or count of products: the engine stops early",
        { Software: null } => "order or count of products: the engine goes on",
        { Rtl: TapState rtl, Software: TapState software } => Looks(rtl, software, tap.Index, pair, bits),
    };

    /// <summary>What a code that differs looks like, its accumulator being right.</summary>
    public static string LooksOfCode(long rtl, long software) => Math.Abs(rtl - software) == 1
        ? "rounding: one code beside"
        : "requantization: multiplier, shift, zero point or clamp";

    private static string Looks(TapState rtl, TapState software, int index, OperatorPair pair, int bits) =>
        rtl.Activation != software.Activation
            ? rtl.Activation == software.Weight && rtl.Weight == software.Activation ? "operands are swapped"
                : "activation memory, padding value or window: another activation arrives"
        : rtl.Weight != software.Weight ? "weight memory or lane mapping: another weight arrives"
        : IsCut(rtl.Before, software.Before, bits) || IsCut(rtl.Sum, software.Sum, bits) ? Invariant($"width: the sum does not fit {bits} bits")
        : rtl.Before != software.Before ? index == 0 ? "start value: bias, zero point correction or its channel" : "adder: another sum before"
        : rtl.Product != software.Product
            ? rtl.Product == pair.Multiplier.Apply(software.Weight, software.Activation) ? "operands are swapped" : "multiplier: another product of the same operands"
        : "adder: another sum of the same numbers";

    /// <summary>Whether a number is another only above the bits of the register.</summary>
    private static bool IsCut(int rtl, int software, int bits) => bits < 32 && rtl != software && ((rtl ^ software) & ((1 << bits) - 1)) == 0;

    [GeneratedRegex(@"^TAP add=([01]) start=(-?\d+) a=(-?\d+) w=(-?\d+) product=(-?\d+) sum=(-?\d+)$")]
    private static partial Regex TapLine();
}
