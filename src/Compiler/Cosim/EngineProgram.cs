using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using QMacVerify.Compiler.Build;
using QMacVerify.Compiler.Circuits.Verilog;
using QMacVerify.Compiler.Files;
using QMacVerify.Compiler.Hdl;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Cosim;

/// <summary>What a bench said of one layer.</summary>
/// <param name="Cycles">Clocks.</param>
/// <param name="Outputs">Outputs that came.</param>
/// <param name="Compared">Comparisons that were made.</param>
/// <param name="AccumulatorMismatches">How many accumulators were others than expected.</param>
/// <param name="CodeMismatches">How many codes were.</param>
/// <param name="Outside">Clocks in which something left its range of <c>D_sound.json</c>.</param>
/// <param name="Lines">What the bench printed before: the first mismatches, taps that were traced.</param>
internal sealed partial record EngineVerdict(
    int Cycles, int Outputs, int Compared, int AccumulatorMismatches, int CodeMismatches, int Outside, IReadOnlyList<string> Lines)
{
    /// <summary>Reads what a bench printed; null where it did not come to its end.</summary>
    public static EngineVerdict? Read(string output)
    {
        string[] lines = output.Split('\n');
        int last = Array.FindLastIndex(lines, line => line.StartsWith("DONE ", StringComparison.Ordinal));
        Match match = Done().Match(last < 0 ? "" : lines[last]);
        return match.Success
            ? new EngineVerdict(match.Number(1), match.Number(2), match.Number(3), match.Number(4), match.Number(5), match.Number(6), lines[..last])
            : null;
    }

    [GeneratedRegex(@"^DONE cycles=(\d+) outputs=(\d+) compared=(\d+) accumulators=(\d+) codes=(\d+) outside=(\d+)$")]
    private static partial Regex Done();
}

/// <summary>Engines that a simulator built, with a folder for the memories of layers.</summary>
internal sealed class EngineProgram : IDisposable
{
    private readonly Simulator _simulator;
    private readonly Sandbox _sandbox;
    private readonly ScratchFolder _folder;
    private readonly string _program;
    private readonly WaveFormat _waves;

    private EngineProgram(Simulator simulator, Sandbox sandbox, ScratchFolder folder, string program, WaveFormat waves)
    {
        _simulator = simulator;
        _sandbox = sandbox;
        _folder = folder;
        _program = program;
        _waves = waves;
    }

    /// <summary>With the extension that Icarus Verilog would append.</summary>
    private string WavesFile => _waves == WaveFormat.Fst ? "waves.fst" : "waves.vcd";

    /// <summary>Takes the engines from the cache, or builds them.</summary>
    /// <param name="simulator">Builds and runs them.</param>
    /// <param name="spec">Which engines.</param>
    /// <param name="cache">Earlier builds; null builds anew.</param>
    /// <param name="cancellation">Ends the build.</param>
    /// <param name="change">What becomes of a source or the table of products, by its file name; null leaves them as they are.</param>
    /// <exception cref="InputException">The simulator does not compile the circuit.</exception>
    public static EngineProgram Build(
        Simulator simulator, EngineSpec spec, BuildCache? cache, CancellationToken cancellation, Func<string, string, string>? change = null)
    {
        OperatorSources circuits = EngineText.Circuits(spec);
        (string Name, string Text)[] sources = [.. EngineText.Sources(spec).Select(source => (source.Name, change?.Invoke(source.Name, source.Text) ?? source.Text))];
        Sandbox sandbox = circuits.Circuit is null ? Sandbox.None : Sandbox.Installed;
        string program = simulator.ProgramOf(EngineText.Top);
        string key = KeyOf(simulator, spec, sources);
        ScratchFolder folder = new();
        try
        {
            if (circuits.Products is not null)
            {
                string products = string.Concat(circuits.Products.Select(line => line + "\n"));
                File.WriteAllText(folder.PathOf(OperatorSources.ProductsFile), change?.Invoke(OperatorSources.ProductsFile, products) ?? products);
            }

            byte[]? image = cache?.Find(key);
            if (image is null)
            {
                foreach ((string name, string text) in sources)
                {
                    File.WriteAllText(folder.PathOf(name), text);
                }

                SimulatorBuild build = new(ForSpeed: true, spec.Waves);
                SimulationResult built = simulator.Build(folder.Path, EngineText.Top, [.. sources.Select(source => source.Name)], build, sandbox, cancellation);
                if (built.Problem is not null)
                {
                    throw new InputException(built.Problem);
                }

                cache?.Store(key, File.ReadAllBytes(folder.PathOf(program)));
            }
            else
            {
                WriteProgram(folder.PathOf(program), image);
            }

            return new EngineProgram(simulator, sandbox, folder, program, spec.Waves);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>A folder for the memories of a layer, inside the folder of the engines.</summary>
    public string LayerFolder(int index)
    {
        string path = _folder.PathOf(NameOf(index));
        Directory.CreateDirectory(path);
        return path;
    }

    /// <summary>Runs the layer whose memories lie in its folder.</summary>
    /// <param name="index">Of the layer.</param>
    /// <param name="arguments">More arguments of the bench.</param>
    /// <param name="cancellation">Kills the simulator.</param>
    /// <returns>The verdict, or why there is none.</returns>
    public (EngineVerdict? Verdict, string? Problem) Run(int index, IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        SimulationResult result = _simulator.Start(_folder.Path, _program, [$"+dir={NameOf(index)}", .. _simulator.WaveArguments(_waves, WavesFile), .. arguments], _sandbox, cancellation);
        EngineVerdict? verdict = EngineVerdict.Read(result.Output);

        // A bench that found mismatches says so and ends with an exit code.
        return (verdict, verdict is not null ? null : result.Problem ?? $"{_simulator.Name} ran the bench, which did not come to its end");
    }

    /// <summary>Puts the waves of the last run where they are wanted.</summary>
    public void WriteWaves(string path)
    {
        using FileStream waves = File.OpenRead(_folder.PathOf(WavesFile));
        AtomicFile.Write(path, waves.CopyTo);
    }

    public void Dispose() => _folder.Dispose();

    private static string NameOf(int index) => Invariant($"layer_{index:000}");

    private static void WriteProgram(string path, byte[] image)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, image);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static string KeyOf(Simulator simulator, EngineSpec spec, IEnumerable<(string Name, string Text)> sources) => Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes(string.Join('\0', ["engine", simulator.Name, simulator.Version, spec.Waves.ToString(), .. sources.SelectMany(source => new[] { source.Name, source.Text })]))));
}
