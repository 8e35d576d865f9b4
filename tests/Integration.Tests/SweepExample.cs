using Microsoft.Data.Sqlite;
using QMacVerify.Compiler.Packages;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Integration.Tests;

/// <summary>A sweep of 64 points over a small network, whose rows come some milliseconds apart, in a folder with a script that starts <c>qmac</c>.</summary>
internal sealed class SweepExample : IDisposable
{
    /// <summary>A circuit in every set of the layers, the empty one too.</summary>
    public const int Points = 1 << Layers;

    private const int Layers = 6;
    private const int Samples = 100;

    private static readonly Lazy<SweepExample> Made = new(() => new SweepExample());

    private readonly TemporaryFolder _folder = new();

    private SweepExample()
    {
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Dispose();
        TinyGraphBuilder builder = new("sweep", new SplitMix64(5));
        int tensor = builder.Input([1, 10, 10, 4]);
        for (int i = 0; i < Layers - 1; i++)
        {
            tensor = builder.Conv2D(tensor, 8, new TinyWindow(3, 3));
        }

        builder.FullyConnected(tensor, 6);
        Network network = builder.Build();
        ModelPackage.Write(PathOf("p"), network);
        SplitMix64 random = new(1);
        sbyte[] codes = new sbyte[Samples * 10 * 10 * 4];
        random.FillInt8(codes);
        NpyFormat.WriteFile(PathOf("x.npy"), NpyArray.Create<sbyte>([Samples, 10, 10, 4], codes));
        NpyFormat.WriteFile(PathOf("y.npy"), NpyArray.Create<int>([Samples], [.. Enumerable.Range(0, Samples).Select(_ => random.NextBelow(6))]));
        string[] names = [.. network.Graph.ProductNodes.Select(layer => layer.Name)];
        Sweep =
        [
            "sweep", "--pkg", "p", "--data", "x.npy", "--labels", "y.npy", "--multipliers", "trunc:4", "--layers",
            .. Enumerable.Range(1, (1 << Layers) - 1).Select(set => string.Join('+', names.Where((_, i) => (set >> i & 1) != 0))),
        ];
        if (!OperatingSystem.IsWindows())
        {
            _folder.WriteScript("qmac", $"exec '{ChildProcess.DotNet}' '{ChildProcess.QMacProgram}' \"$@\"");
        }

        Run([.. Sweep, "--results", "whole.db", "--csv", "whole.csv"]);
        Csv = File.ReadAllText(PathOf("whole.csv"));
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>The one that all tests use; files that they write have names of their own.</summary>
    public static SweepExample Shared => Made.Value;

    /// <summary>The rows as CSV, measured undisturbed.</summary>
    public string Csv { get; }

    /// <summary>The call, started in the folder.</summary>
    public string[] Sweep { get; }

    public string Folder => _folder.Path;

    /// <summary>Builds are kept here.</summary>
    public Dictionary<string, string?> Environment => new() { ["QMAC_CACHE"] = PathOf("cache") };

    public string PathOf(params string[] parts) => _folder.PathOf(parts);

    public ChildProcess Start(params string[] arguments) => ChildProcess.QMac(Folder, arguments, Environment);

    /// <summary>Runs <c>qmac</c> and checks that it succeeds.</summary>
    public string Run(params string[] arguments)
    {
        using ChildProcess child = Start(arguments);
        ChildResult result = child.WaitForEnd();
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        return result.Output;
    }

    /// <summary>Rows in a file; none where there is no file or no table yet.</summary>
    public int CountRows(string file) => Query(file, "SELECT CASE WHEN EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'results') THEN 1 END") is DBNull or null
        ? 0
        : Convert.ToInt32(Query(file, "SELECT count(*) FROM results"), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>What a query gives that looks at a file.</summary>
    public object? Query(string file, string query)
    {
        if (!File.Exists(PathOf(file)))
        {
            return null;
        }

        using SqliteConnection connection = new($"Data Source={PathOf(file)};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Texts of the tests.
        command.CommandText = query;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }
}
