using System.Globalization;
using QMacVerify.Compiler.Hdl;
using QMacVerify.Generators.Circuits;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

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

    /// <summary>Runs the comparison of one adder, under the name that layers give it.</summary>
    /// <param name="adder">The C# model.</param>
    /// <param name="vectors">Random pairs beside the corner pairs, 0 to <see cref="MaxVectors"/>.</param>
    /// <param name="seed">Of the random pairs; equal seeds give equal pairs.</param>
    /// <param name="environment">Simulator and sources.</param>
    /// <param name="cancellation">Ends the simulator.</param>
    public static OperatorReport Run(Adder adder, int vectors, ulong seed, CheckEnvironment environment, CancellationToken cancellation)
    {
        (int Accumulator, int Addend)[] pairs = Pairs(vectors, seed);
        (string Name, string Text)[] sources =
        [
            ("adder_tb.v", AdderBench.Vectors(adder, pairs.Length)),
            ("qm_add.v", OperatorWrapper.Of(adder)),
            ("operator.v", environment.SourceOf(adder.Verilog)),
        ];
        return Comparison("adder_tb", sources, [Result(adder, "sums.hex", pairs, seed, environment)], pairs).Run(environment.Simulator, cancellation)[0];
    }

    /// <summary>The same for any number of adders, many in one simulation.</summary>
    /// <returns>One report for each adder, in the given order.</returns>
    public static IReadOnlyList<OperatorReport> RunTogether(
        IReadOnlyList<Adder> adders, int vectors, ulong seed, CheckEnvironment environment, CancellationToken cancellation)
    {
        (int Accumulator, int Addend)[] pairs = Pairs(vectors, seed);
        return [.. adders.Chunk(Math.Max(1, MaxVectors / pairs.Length)).SelectMany(chunk =>
        {
            (string Name, string Text)[] sources =
            [
                .. environment.SourceFiles(chunk.Select(adder => adder.Verilog)),
                ("adders_tb.v", AdderBench.VectorsOfSeveral(chunk, pairs.Length)),
            ];
            ComparedResults[] results = [.. chunk.Select((adder, i) => Result(adder, Invariant($"sums_{i}.hex"), pairs, seed, environment))];
            return Comparison("adders_tb", sources, results, pairs).Run(environment.Simulator, cancellation);
        })];
    }

    private static OperatorComparison Comparison(
        string top, IReadOnlyList<(string Name, string Text)> sources, IReadOnlyList<ComparedResults> results, (int Accumulator, int Addend)[] pairs) => new()
    {
        Top = top,
        Files = [.. sources, ("vectors.hex", string.Concat(pairs.Select(HexLine)))],
        Results = results,
        ResultBits = 32,
        OperandsAt = index => pairs[index],
    };

    private static ComparedResults Result(Adder adder, string file, (int Accumulator, int Addend)[] pairs, ulong seed, CheckEnvironment environment)
    {
        OperatorReport report = new()
        {
            Kind = OperatorKind.Adder,
            Spec = adder.Spec,
            Module = adder.Verilog,
            SourceSha256 = CheckEnvironment.Sha256(environment.SourceOf(adder.Verilog)),
            Seed = seed,
        };
        return new ComparedResults(report, file, [.. pairs.Select(pair => adder.Apply(pair.Accumulator, pair.Addend))]);
    }

    private static (int Accumulator, int Addend)[] Pairs(int vectors, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(vectors);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(vectors, MaxVectors);
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
