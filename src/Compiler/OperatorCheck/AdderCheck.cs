using System.Globalization;
using QMacVerify.Compiler.Hdl;
using QMacVerify.Generators.Circuits;
using QMacVerify.Runtime;

namespace QMacVerify.Compiler.OperatorCheck;

/// <summary>Compares a 32-bit adder with its Verilog on 256 pairs of corner values and on random pairs. A sample, not a proof.</summary>
internal static class AdderCheck
{
    /// <summary>More random vectors than this take minutes in an interpreting simulator.</summary>
    public const int MaxVectors = 1 << 20;

    /// <summary>Ends of the range, both signs around zero, long carry chains, alternating bits, ends of the int16 products.</summary>
    private static readonly int[] Corners =
    [
        0, 1, -1, 2, -2, 3, int.MaxValue, int.MinValue, int.MaxValue - 1, int.MinValue + 1,
        0x5555_5555, unchecked((int)0xAAAA_AAAA), 0x0000_FFFF, unchecked((int)0xFFFF_0000), 16_384, -16_256,
    ];

    /// <summary>The vectors that every check has.</summary>
    public static IEnumerable<(int Accumulator, int Addend)> CornerPairs =>
        Corners.SelectMany(accumulator => Corners.Select(addend => (accumulator, addend)));

    /// <summary>Runs the comparison.</summary>
    /// <param name="adder">The C# model.</param>
    /// <param name="vectors">Random pairs beside the corner pairs, 0 to <see cref="MaxVectors"/>.</param>
    /// <param name="seed">Of the random pairs; equal seeds give equal pairs.</param>
    /// <param name="environment">Simulator and sources.</param>
    /// <param name="cancellation">Ends the simulator.</param>
    public static OperatorReport Run(Adder adder, int vectors, ulong seed, CheckEnvironment environment, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(vectors);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(vectors, MaxVectors);
        (int Accumulator, int Addend)[] pairs = Pairs(vectors, seed);
        string source = environment.SourceOf(adder.Verilog);
        OperatorReport report = new()
        {
            Kind = OperatorKind.Adder,
            Spec = adder.Spec,
            Module = adder.Verilog,
            SourceSha256 = CheckEnvironment.Sha256(source),
            Seed = seed,
        };
        OperatorComparison comparison = new()
        {
            Top = "adder_tb",
            Files =
            [
                ("adder_tb.v", AdderBench.Vectors(adder, pairs.Length)),
                ("qm_add.v", OperatorWrapper.Of(adder)),
                ("operator.v", source),
                ("vectors.hex", string.Concat(pairs.Select(HexLine))),
            ],
            ResultFile = "sums.hex",
            ResultBits = 32,
            Expected = [.. pairs.Select(pair => adder.Apply(pair.Accumulator, pair.Addend))],
            OperandsAt = index => pairs[index],
        };
        return comparison.Run(report, environment.Simulator, cancellation);
    }

    private static (int Accumulator, int Addend)[] Pairs(int vectors, ulong seed)
    {
        SplitMix64 random = new(seed);
        return [.. CornerPairs, .. Enumerable.Range(0, vectors).Select(_ => RandomPair(random))];
    }

    private static (int Accumulator, int Addend) RandomPair(SplitMix64 random)
    {
        ulong bits = random.NextUInt64();
        return ((int)(bits >> 32), (int)bits);
    }

    private static string HexLine((int Accumulator, int Addend) pair) =>
        string.Create(CultureInfo.InvariantCulture, $"{pair.Accumulator:x8}{pair.Addend:x8}\n");
}
