using System.Diagnostics;
using System.Security.Cryptography;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Tests.Shared;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Benchmarks.Kills;

/// <summary>A command, ended as <c>kill -9</c> does at random moments: what stands under a final name is whole, and the next run gives what an undisturbed one gives.</summary>
/// <remarks>Every process runs in a folder of its own with a package, samples and labels, writes into <c>out</c>, and keeps builds in <c>cache</c>.</remarks>
internal sealed class KillRun : IDisposable
{
    private const string Output = "out";
    private const string Cache = "cache";
    private const int Samples = 40;

    private readonly TemporaryFolder _folder = new();
    private readonly KillSubject _subject;
    private readonly SplitMix64 _random;
    private readonly IReadOnlyDictionary<string, string> _whole;
    private readonly TimeSpan _length;

    /// <summary>Runs the command undisturbed.</summary>
    /// <param name="subject">The command.</param>
    /// <param name="seed">Of the moments.</param>
    public KillRun(KillSubject subject, ulong seed)
    {
        _subject = subject;
        _random = new SplitMix64(seed);
        Require(ChildProcess.RunQMac(_folder.Path, "export", "--model", "cnn_small", "--out", "p"));
        sbyte[] codes = new sbyte[Samples * 28 * 28];
        new SplitMix64(1).FillInt8(codes);
        NpyFormat.WriteFile(_folder.PathOf("x.npy"), NpyArray.Create<sbyte>([Samples, 28, 28, 1], codes));
        NpyFormat.WriteFile(_folder.PathOf("y.npy"), NpyArray.Create<int>([Samples], [.. Enumerable.Range(0, Samples).Select(sample => sample % 10)]));
        string folder = Prepare("whole");
        Stopwatch watch = Stopwatch.StartNew();
        using ChildProcess child = Start(folder);
        Require(child.WaitForEnd());
        _length = watch.Elapsed;
        _whole = Contents(folder);
    }

    /// <summary>Processes that were killed before their end.</summary>
    public int Killed { get; private set; }

    /// <summary>Of those, the ones that were writing.</summary>
    public int WhileWriting { get; private set; }

    public void Dispose() => _folder.Dispose();

    /// <summary>Kills one process, and runs the command again.</summary>
    /// <param name="number">Of the kill: every other one waits until something is written.</param>
    /// <returns>What is wrong; null where all is right.</returns>
    public string? Kill(int number)
    {
        string folder = Prepare(Invariant($"kill{number}"));
        using (ChildProcess child = Start(folder))
        {
            Wait(child, folder, untilWritten: number % 2 == 1);
            child.Kill();
            int exitCode = child.WaitForEnd().ExitCode;
            Killed += exitCode == 0 ? 0 : 1;
            WhileWriting += exitCode != 0 && IsWriting(folder) ? 1 : 0;
        }

        string? half = Contents(folder).FirstOrDefault(file => !IsTemporary(file.Key) && !IsWhole(file.Key, file.Value)).Key;
        using ChildProcess next = Start(folder);
        ChildResult result = next.WaitForEnd();
        IReadOnlyDictionary<string, string> after = Contents(folder);
        string? problem = half is not null ? $"{half} is half-written"
            : result.ExitCode != 0 ? $"the next run ends with {result.ExitCode}: {result.Error}"
            : _whole.Keys.Except(after.Keys).FirstOrDefault() is string missing ? $"the next run does not write {missing}"
            : after.Keys.FirstOrDefault(file => !IsWhole(file, after[file])) is string other ? $"the next run leaves another {other}"
            : null;
        Directory.Delete(folder, recursive: true);
        return problem;
    }

    private static void Require(ChildResult result)
    {
        if (result.ExitCode != 0)
        {
            throw new InvalidOperationException(result.Error);
        }
    }

    /// <summary>Of a file of ours that is not moved into place yet, or of a database that is being written.</summary>
    private static bool IsTemporary(string file) =>
        Path.GetFileName(file).StartsWith(".qmac-", StringComparison.Ordinal) || file.Contains(".db-", StringComparison.Ordinal) || file.Contains(".db.", StringComparison.Ordinal);

    private static bool IsWriting(string folder) =>
        new[] { Output, Cache }.Select(name => Path.Combine(folder, name)).Where(Directory.Exists)
            .SelectMany(name => Directory.EnumerateFiles(name, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })).Any(IsTemporary);

    /// <summary>Files of both folders with what is to be equal of them: the hash; nothing of a database; whether a build is the one whose hash it begins with.</summary>
    private static Dictionary<string, string> Contents(string folder) =>
        FolderContents.Files(folder).Where(file => file.StartsWith($"{Output}/", StringComparison.Ordinal) || file.StartsWith($"{Cache}/", StringComparison.Ordinal)).ToDictionary(
            file => file,
            file => Path.GetExtension(file) switch
            {
                ".db" => "",
                ".build" when File.ReadAllBytes(Path.Combine(folder, file)) is var build =>
                    $"{build.Length >= 32 && SHA256.HashData(build.AsSpan(32)).AsSpan().SequenceEqual(build.AsSpan(0, 32))}",
                _ => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, file)))),
            });

    private bool IsWhole(string file, string content) => _whole.TryGetValue(file, out string? whole) && whole == content;

    private string Prepare(string name)
    {
        string folder = _folder.PathOf(name);
        FolderContents.Copy(_folder.PathOf("p"), Path.Combine(folder, "p"));
        foreach (string file in (string[])["x.npy", "y.npy"])
        {
            File.Copy(_folder.PathOf(file), Path.Combine(folder, file));
        }

        return folder;
    }

    private ChildProcess Start(string folder) => ChildProcess.QMac(folder, _subject.Line, new Dictionary<string, string?> { ["QMAC_CACHE"] = Path.Combine(folder, Cache) });

    /// <summary>Some time, at most that of a whole run; or until something is written, and up to some milliseconds more.</summary>
    private void Wait(ChildProcess child, string folder, bool untilWritten)
    {
        TimeSpan moment = _length * (_random.NextBelow(1000) / 1000.0);
        Stopwatch watch = Stopwatch.StartNew();
        while (!child.HasEnded && (untilWritten ? !IsWriting(folder) : watch.Elapsed < moment))
        {
            Thread.Yield();
        }

        TimeSpan more = untilWritten ? TimeSpan.FromMicroseconds(_random.NextBelow(4000)) : TimeSpan.Zero;
        watch.Restart();
        while (!child.HasEnded && watch.Elapsed < more)
        {
            Thread.Yield();
        }
    }
}

/// <summary>A command to kill.</summary>
/// <param name="Name">In reports.</param>
/// <param name="Line">Its command line.</param>
internal sealed record KillSubject(string Name, string[] Line)
{
    /// <summary>Every way to write: packages, results, generated projects, constraints, a database and its table, and builds that are kept.</summary>
    public static IReadOnlyList<KillSubject> All { get; } =
    [
        new("export", ["export", "--model", "cnn_small", "--out", "out"]),
        new("run", ["run", "--pkg", "p", "--input", "x.npy", "--engine", "reference", "--dump-tensors", "--out", "out"]),
        new("compile", ["compile", "--pkg", "p", "--bench-layer", "conv1", "--out", "out"]),
        new("constraints", ["constraints", "--pkg", "p", "--amul", "trunc:2", "--out", "out/D_sound.json"]),
        new("sweep",
        [
            "sweep", "--pkg", "p", "--data", "x.npy", "--labels", "y.npy", "--multipliers", "trunc:1", "trunc:2", "trunc:3", "--layers", "each",
            "--results", "out/r.db", "--csv", "out/r.csv",
        ]),
        new("cache", ["run", "--pkg", "p", "--input", "x.npy", "--engine", "compiled", "--out", "out"]),
    ];
}
