using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using QMacVerify.Compiler.Circuits.Tables;
using QMacVerify.Compiler.Files;
using QMacVerify.Compiler.Hdl;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Circuits.Verilog;

/// <summary>The products of a circuit by operand codes.</summary>
/// <param name="Table">As they came.</param>
/// <param name="Note">Who computed them.</param>
internal sealed record SimulatedCircuit(RawTable Table, string Note);

/// <summary>Simulates a circuit on all 65,536 pairs of operand codes.</summary>
/// <param name="simulators">In the order of trying; the next one gets what is too slow for the one before.</param>
/// <param name="problem">Why there is none, where one is broken.</param>
internal sealed partial class CircuitSimulation(IReadOnlyList<Simulator> simulators, string? problem = null)
{
    public const int MaxProductWidth = 32;

    private const string SourceFile = "circuit.v";
    private const string CellsFile = "cells.v";
    private const string PairsFile = "pairs.hex";
    private const string ProductsFile = "products.hex";

    /// <summary>Module of the bench around a circuit.</summary>
    public const string Top = "circuit_tb";

    /// <summary>What stands between a stranger's circuit and this machine.</summary>
    public static string Protection => $"sources reprinted; {Sandbox.Installed.Description}";

    /// <summary>What came of the circuits that this process was given: a table, or why there is none.</summary>
    private static readonly ConcurrentDictionary<string, (SimulatedCircuit? Simulated, string? Refusal)> Done = new(StringComparer.Ordinal);

    /// <summary>Icarus first, which starts at once and shows x; Verilator where it is absent or too slow.</summary>
    public static CircuitSimulation Installed()
    {
        // The bench of a gate-level netlist is done in three seconds, and says how far it is a hundred times.
        ToolLimits limits = ToolLimits.Default with { Silence = TimeSpan.FromSeconds(5) };
        Tool<Simulator>[] tools = [Icarus.Look(limits: limits with { Time = TimeSpan.FromMinutes(1) }), Verilator.Look(limits: limits)];
        return new CircuitSimulation([.. tools.Select(tool => tool.Program).OfType<Simulator>()], tools.FirstOrDefault(tool => tool.IsBroken)?.Problem);
    }

    /// <summary>The table, or the refusal, from this process's memory when the same circuit was simulated before.</summary>
    /// <exception cref="InputException">The Verilog is at fault.</exception>
    /// <exception cref="MissingToolException">No simulator is installed.</exception>
    public SimulatedCircuit Run(VerilogCircuit circuit, CancellationToken cancellation)
    {
        (SimulatedCircuit? simulated, string? refusal) = Done.GetOrAdd(circuit.Key, _ => Try(circuit, cancellation));
        return simulated ?? throw new InputException(refusal!);
    }

    private (SimulatedCircuit? Simulated, string? Refusal) Try(VerilogCircuit circuit, CancellationToken cancellation)
    {
        try
        {
            string structure = CircuitStructure.Require(circuit, cancellation);
            SimulatedCircuit simulated = Simulate(circuit, cancellation);
            return (simulated with { Note = $"{simulated.Note}; {structure}" }, null);
        }
        catch (InputException e)
        {
            return (null, e.Message);
        }
    }

    /// <summary>The table from a simulation of now.</summary>
    /// <inheritdoc cref="Run"/>
    public SimulatedCircuit Simulate(VerilogCircuit circuit, CancellationToken cancellation)
    {
        if (simulators.Count == 0)
        {
            throw new MissingToolException($"{circuit.FileName} needs a Verilog simulator, and {problem ?? $"none is on PATH; to install one: apt-get install {ExternalTool.Icarus.Debian}"}");
        }

        for (int i = 0; ; i++)
        {
            using ScratchFolder scratch = new();
            SimulationResult result = Start(simulators[i], scratch, circuit, cancellation);
            bool isSlow = result.Failed?.End is ToolEnd.TimeLimit or ToolEnd.Silence && result.Output.Contains("AT ", StringComparison.Ordinal);
            if (isSlow && i + 1 < simulators.Count)
            {
                continue;
            }

            return result.Failed is ToolResult failed
                ? throw new InputException(Explain(circuit, simulators[i], failed))
                : new SimulatedCircuit(ReadTable(circuit, result, scratch), $"simulated on all 65,536 pairs in {(circuit.Ports.Clock is null ? "two" : "three")} orders by {simulators[i].Name} {simulators[i].Version}"
                    + (simulators[i] is Verilator ? ", which has no x: undefined values look like numbers" : ""));
        }
    }

    private static SimulationResult Start(Simulator simulator, ScratchFolder scratch, VerilogCircuit circuit, CancellationToken cancellation)
    {
        int[] pairs = CircuitAnswers.Pairs(circuit.Ports);
        File.WriteAllLines(scratch.PathOf(PairsFile), pairs.Select(pair => Invariant($"{pair:x4}")));
        string[] files = [$"{Top}.v", SourceFile, CellsFile];
        (string File, string Text)[] sources = [.. files.Zip([CircuitBench.Text(circuit, pairs.Length), .. circuit.Texts])];
        foreach ((string file, string text) in sources)
        {
            File.WriteAllText(scratch.PathOf(file), text);
        }

        return simulator.Run(scratch.Path, Top, [.. sources.Select(source => source.File)], Sandbox.Installed, cancellation);
    }

    private static string Explain(VerilogCircuit circuit, Simulator simulator, ToolResult failed)
    {
        string messages = failed.Errors + "\n" + failed.Output;
        if (MissingModule().Match(messages) is { Success: true } missing)
        {
            return $"{circuit.FileName} uses the module {Quote(missing.Groups[missing.Groups[1].Success ? 1 : 2].Value)}, which it does not define; give the file with it: cells=FILE";
        }

        if (failed.End == ToolEnd.Silence)
        {
            return $"{circuit.FileName} does not come to rest: {simulator.Name} made no progress with it; it oscillates, or loops without end";
        }

        string[] lines = [.. messages.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];
        string? line = lines.FirstOrDefault(text => text.Contains("error", StringComparison.OrdinalIgnoreCase)) ?? lines.FirstOrDefault();
        return failed.End != ToolEnd.Exited || line is null ? $"{circuit.FileName} cannot be simulated: {simulator.Name}: {failed.Problem}"
            : MessageWithLine().Match(line) is { Success: true } at ? $"{simulator.Name} cannot compile {circuit.FileName}: line {at.Groups[1].Value}: {at.Groups[2].Value}"
            : $"{simulator.Name}: {line.Replace(SourceFile, circuit.FileName, StringComparison.Ordinal)}";
    }

    private static RawTable ReadTable(VerilogCircuit circuit, SimulationResult result, ScratchFolder scratch)
    {
        if (Widths().Match(result.Output) is not { Success: true } widths)
        {
            throw new InputException($"{circuit.FileName} ended its simulation itself: {Quote(result.LastLine)}");
        }

        int[] bits = [.. widths.Groups.Values.Skip(1).Select(group => int.Parse(group.Value, CultureInfo.InvariantCulture))];
        RequireWidth(circuit, circuit.Ports.A, bits[0], bits[0] == CircuitPorts.OperandWidth, "8 bits");
        RequireWidth(circuit, circuit.Ports.B, bits[1], bits[1] == CircuitPorts.OperandWidth, "8 bits");
        RequireWidth(circuit, circuit.Ports.O, bits[2], bits[2] <= MaxProductWidth, Invariant($"at most {MaxProductWidth} bits"));
        string file = scratch.PathOf(ProductsFile);
        string[] products = !File.Exists(file) ? [] :
        [
            .. File.ReadLines(file).Where(line => !line.StartsWith("//", StringComparison.Ordinal))
                .SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)),
        ];
        if (!DoneLine().IsMatch(result.Output) || products.Length != CircuitAnswers.Pairs(circuit.Ports).Length)
        {
            throw new InputException($"{circuit.FileName} ended its simulation itself: {Quote(result.LastLine)}");
        }

        string[] table = new CircuitAnswers(circuit, products).Table();
        return new RawTable(circuit.FileName, [.. table.Select((word, index) => Number(circuit, word, index))], IndexOrder.Code, bits[2]);
    }

    private static void RequireWidth(VerilogCircuit circuit, string port, int found, bool isRight, string expected)
    {
        if (!isRight)
        {
            throw CircuitPorts.WrongWidth(circuit.FileName, circuit.Top, port, found, expected);
        }
    }

    private static long Number(VerilogCircuit circuit, string word, int index) =>
        uint.TryParse(word, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint number)
            ? number
            : throw new InputException(Invariant(
                $"{circuit.FileName} gives {word} for A = {index >> 8}, B = {index & 255} (as unsigned codes): bits that are x or z, from a net that nothing drives or a register that was never set"));

    [GeneratedRegex(@"Unknown module type: (\S+)|Cannot find file containing module: '([^']+)'")]
    private static partial Regex MissingModule();

    // Icarus: circuit.v:2: error: ...; Verilator: %Error: circuit.v:2:17: ...
    [GeneratedRegex(@"^(?:%Error(?:-\w+)?: )?circuit\.v:(\d+):(?:\d+:)? (.*)$")]
    private static partial Regex MessageWithLine();

    [GeneratedRegex("^DONE n=[0-9]+$", RegexOptions.Multiline)]
    private static partial Regex DoneLine();

    [GeneratedRegex(@"^WIDTHS (\d+) (\d+) (\d+)$", RegexOptions.Multiline)]
    private static partial Regex Widths();
}
