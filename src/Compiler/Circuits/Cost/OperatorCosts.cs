using System.Security.Cryptography;
using QMacVerify.Compiler.Circuits.Verilog;
using QMacVerify.Compiler.Hdl;
using QMacVerify.Compiler.Templates;
using QMacVerify.Generators.Circuits;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Circuits.Cost;

/// <summary>What multipliers and adders cost: the one place that answers, for whoever compares or chooses them.</summary>
/// <remarks>For an unsigned circuit without what its wrapping takes.</remarks>
internal abstract class OperatorCosts
{
    private readonly Dictionary<Multiplier, CircuitCost> _known = [];
    private readonly Dictionary<Adder, CircuitCost> _knownAdders = [];

    /// <summary>Where they come from: the name of a target or of a file.</summary>
    public abstract string Source { get; }

    /// <summary>Lower-case hex hash of the file that they come from; null where there is none.</summary>
    public abstract string? Sha256 { get; }

    /// <summary>Of the cost, in words.</summary>
    public abstract string Unit { get; }

    /// <summary>What the figures are, and what they are not.</summary>
    public abstract string Meaning { get; }

    /// <summary>Counts what circuits take.</summary>
    /// <param name="target">What they are mapped to.</param>
    /// <param name="yosys">The installed one.</param>
    /// <param name="cancellation">Kills yosys.</param>
    public static OperatorCosts Counted(SynthesisTarget target, Yosys yosys, CancellationToken cancellation) => new Synthesis(target, yosys, cancellation);

    /// <summary>What a table of the user says.</summary>
    /// <param name="path">See <see cref="CostTable"/>.</param>
    /// <exception cref="InputException">The file is no such table.</exception>
    public static TableCosts OfTable(string path)
    {
        byte[] content = CostTable.Content(path);
        return new TableCosts(Path.GetFileName(path), Convert.ToHexStringLower(SHA256.HashData(content)), CostTable.Read(path, content));
    }

    /// <summary>The exact multiplier.</summary>
    /// <exception cref="InputException">It has no cost.</exception>
    public CircuitCost Exact() => Of(OperatorPair.Exact.Multiplier.Spec, new ResolvedMultiplier(OperatorPair.Exact.Multiplier, null, []));

    /// <summary>What one circuit costs; it is found out once.</summary>
    /// <param name="text">Its spec as the user gave it.</param>
    /// <param name="resolved">What that stands for.</param>
    /// <exception cref="InputException">It has no cost: a table without it, or no circuit that can be synthesized.</exception>
    public CircuitCost Of(string text, ResolvedMultiplier resolved)
    {
        if (!_known.TryGetValue(resolved.Multiplier, out CircuitCost? cost))
        {
            _known.Add(resolved.Multiplier, cost = Find(text, resolved));
        }

        return cost;
    }

    /// <summary>What one adder of 32 bits costs; it is found out once. Null where a table has multipliers alone: additions are not counted then.</summary>
    /// <exception cref="InputException">A table with other adders lacks it.</exception>
    public CircuitCost? Of(Adder adder)
    {
        if (!CountsAdders)
        {
            return null;
        }

        if (!_knownAdders.TryGetValue(adder, out CircuitCost? cost))
        {
            _knownAdders.Add(adder, cost = Find(adder));
        }

        return cost;
    }

    /// <summary>What a product and its addition cost.</summary>
    /// <param name="text">The multiplier's spec as the user gave it.</param>
    /// <param name="resolved">What that stands for.</param>
    /// <param name="adder">The adder.</param>
    /// <exception cref="InputException">One of both has no cost.</exception>
    public decimal OfMac(string text, ResolvedMultiplier resolved, Adder adder) => Of(text, resolved).Cost + (Of(adder)?.Cost ?? 0);

    /// <summary>The same with exact circuits.</summary>
    public decimal OfExactMac() => Exact().Cost + (Of(OperatorPair.Exact.Adder)?.Cost ?? 0);

    /// <summary>Whether additions have a cost.</summary>
    public virtual bool CountsAdders => true;

    protected abstract CircuitCost Find(string text, ResolvedMultiplier resolved);

    protected abstract CircuitCost Find(Adder adder);

    /// <summary>Costs that yosys counts.</summary>
    private sealed class Synthesis(SynthesisTarget target, Yosys yosys, CancellationToken cancellation) : OperatorCosts
    {
        public override string Source => target.Name;

        public override string? Sha256 => target.Sha256;

        public override string Unit => target.Unit;

        public override string Meaning => target.Meaning;

        protected override CircuitCost Find(string text, ResolvedMultiplier resolved) => target.CostOf(CircuitOf(resolved), yosys, cancellation);

        protected override CircuitCost Find(Adder adder) => target.CostOf(InputOf(adder.Verilog), yosys, cancellation);

        private static SynthesisInput CircuitOf(ResolvedMultiplier resolved) => resolved switch
        {
            { Origin.Circuit: VerilogCircuit circuit } => circuit.ForSynthesis,
            { Multiplier.Verilog: VerilogModule module } => InputOf(module),
            _ => throw new InputException(
                $"{resolved.Multiplier.Spec} is given by a table, which says what a circuit computes but not how: cost needs a circuit, or --costs costs.csv with a cost of it"),
        };

        private static SynthesisInput InputOf(VerilogModule module) => new([EmbeddedText.Hdl(module.Name)], module.Name, module.Parameters);
    }
}

/// <summary>Costs that a user brings.</summary>
/// <param name="file">Its name, for messages.</param>
/// <param name="sha256">Its hash.</param>
/// <param name="rows">Specs and costs.</param>
internal sealed class TableCosts(string file, string sha256, IReadOnlyList<CostRow> rows) : OperatorCosts
{
    /// <summary>The multipliers that it has costs of, in order of its lines.</summary>
    public IEnumerable<string> Multipliers => rows.Where(row => !row.IsAdder).Select(row => row.Spec);

    public override string Source => file;

    public override string? Sha256 => sha256;

    public override string Unit => "cost";

    public override string Meaning => $"costs of {file}";

    public override bool CountsAdders => rows.Any(row => row.IsAdder);

    /// <summary>A row may name an operator as the command line does, or as reports do: the file without its folder.</summary>
    protected override CircuitCost Find(string text, ResolvedMultiplier resolved)
    {
        string own = resolved.Multiplier.Spec;
        foreach (string name in (string[])[text, own])
        {
            if (rows.FirstOrDefault(row => !row.IsAdder && row.Spec == name) is CostRow row)
            {
                return CostOf(row);
            }
        }

        throw new InputException($"{file} has no cost of {Quote(text)}{(text == own ? "" : $", nor of {Quote(own)}")}");
    }

    protected override CircuitCost Find(Adder adder) => rows.FirstOrDefault(row => row.IsAdder && row.Spec == adder.Spec) is CostRow row
        ? CostOf(row)
        : throw new InputException($"{file} has no cost of the adder {Quote(adder.Spec)}");

    private static CircuitCost CostOf(CostRow row) => new([new CostFigure("cost", "cost", row.Cost)]);
}
