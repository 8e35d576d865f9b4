using QMacVerify.Compiler.Circuits;
using QMacVerify.Generators.Circuits;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Benchmarks;

/// <summary>Circuits to measure with.</summary>
internal static class BenchmarkOperators
{
    private const string FirstFolder = "operators";

    /// <summary>Signed tables of rank 1, by their names: an activation with low bits cleared, times a weight likewise.</summary>
    private static readonly string[] RankOne = ["mul8s_1KV8", "mul8s_1KR8", "mul8s_1KTY", "mul8s_1KR3", "mul8s_1L2H", "mul8s_1L2D", "mul8s_1L1G"];

    public static OperatorPair TruncatedMultiplier { get; } = Product(new TruncatedMultiplier(2));

    public static OperatorPair TruncatedAdder { get; } = new(new ExactMultiplier(), new TruncatedAdder(2));

    /// <summary>Exact, truncated products, truncated addends.</summary>
    public static IReadOnlyList<OperatorPair> All { get; } = [OperatorPair.Exact, TruncatedMultiplier, TruncatedAdder];

    /// <summary>Built-in multipliers: <c>trunc:1</c> to <c>trunc:6</c>, then the others.</summary>
    public static IReadOnlyList<string> Multipliers { get; } =
        ["trunc:1", "trunc:2", "trunc:3", "trunc:4", "trunc:5", "trunc:6", "drum:4", "mitchell", "bam:h=1,v=3", "trunc_col:3", "trunc_op:1"];

    public static IReadOnlyList<string> Adders { get; } = ["trunc:2", "loa:4", "eta1:4"];

    public static OperatorPair Product(Multiplier multiplier) => new(multiplier, new ExactAdder());

    public static OperatorPair Product(string multiplier) => Product(OperatorResolver.Multiplier(multiplier).Multiplier);

    public static OperatorPair Sum(string adder) => new(new ExactMultiplier(), OperatorSpec.ParseAdder(adder, out _)!);

    public static bool IsRankOne(string name) => RankOne.Contains(name, StringComparer.Ordinal) || name.StartsWith("drum", StringComparison.Ordinal);

    /// <summary>The published signed tables.</summary>
    public static IEnumerable<(string Name, OperatorPair Operators)> SignedTables(BenchmarkRun run) => Tables(run, "mul8s_*.npy", "signed");

    /// <summary>Of the signed ones one of each rank but 2, which none has: 1, 3, 4, 5.</summary>
    public static IEnumerable<(string Name, OperatorPair Operators)> TableOfEachRank(BenchmarkRun run) =>
        SignedTables(run).Where(table => table.Name is "mul8s_1KR3" or "mul8s_1KVA" or "mul8s_1KVB" or "mul8s_1KX2");

    /// <summary>Published unsigned tables whose matrices have a high rank, 12 to 229, so that no sum of few products serves them.</summary>
    public static IEnumerable<(string Name, OperatorPair Operators)> HighRankTables(BenchmarkRun run) =>
        new[] { "mul8u_2AC", "mul8u_RCG", "mul8u_L40" }.SelectMany(name => Tables(run, $"{name}.npy", "unsigned,wrap=sign_magnitude"));

    /// <summary>The 29 tables of docs/circuits.md; unsigned ones are wrapped by sign and magnitude.</summary>
    public static IEnumerable<(string Name, OperatorPair Operators)> PublishedTables(BenchmarkRun run) =>
        Tables(run, "mul8s_*.npy", "signed", FirstFolder).Concat(Tables(run, "mul8u_*.npy", "unsigned,wrap=sign_magnitude", FirstFolder));

    private static IEnumerable<(string Name, OperatorPair Operators)> Tables(
        BenchmarkRun run, string pattern, string options, params IReadOnlyList<string> names)
    {
        string[] folders = SharedMaterial.Folder is string shared
            ? [.. (names.Count > 0 ? names : [FirstFolder, "operators_2"]).Select(name => Path.Combine(shared, name)).Where(Directory.Exists)]
            : [];
        string[] files = [.. folders.SelectMany(folder => Directory.GetFiles(folder, pattern)).OrderBy(Path.GetFileName, StringComparer.Ordinal)];
        if (files.Length == 0)
        {
            run.Skip(pattern, "not in the shared folder");
        }

        return files.Select(file => (Path.GetFileNameWithoutExtension(file), Product($"table:{file},{options}")));
    }
}
