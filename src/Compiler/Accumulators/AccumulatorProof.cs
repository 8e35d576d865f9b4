using System.Globalization;
using System.Text.RegularExpressions;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Files;
using QMacVerify.Compiler.Hdl;
using QMacVerify.Compiler.Templates;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Accumulators;

/// <summary>What the solver of yosys says about the widest accumulator of a layer, on the Verilog of its operators.</summary>
/// <remarks>
/// By induction over the products of one output element: with an accumulator in the bounds before a step, and an activation in
/// its own, the sum lies in the bounds after it and fits. That these bounds are no looser than need be shows
/// one bit fewer, with which a step overflows.
/// </remarks>
/// <param name="Layer">The layer.</param>
/// <param name="Channel">The output channel that needs most bits.</param>
/// <param name="Taps">Its products.</param>
/// <param name="Bits">Of the accumulator.</param>
/// <param name="Holds">Null where nothing could be decided for want of yosys.</param>
/// <param name="Reason">Why nothing was decided, or null.</param>
/// <param name="Overflow">With one bit fewer; null where no step overflows then either, or none was looked for.</param>
internal sealed partial record AccumulatorProof(string Layer, int Channel, int Taps, int Bits, bool? Holds, string? Reason, ChainOverflow? Overflow)
{
    /// <summary>Wider sums than this are those of a 32-bit register, whose overflow a 32-bit circuit does not show.</summary>
    public const int MaxBits = 31;

    /// <summary>Some minutes.</summary>
    public const int MaxTaps = 4096;

    /// <summary>Steps of one question: the solver takes far longer for a table of twice as many than for two.</summary>
    private const int BlockSteps = 32;

    private const string Log = "sat.log";
    private const string NothingFound = "SAT proof finished - no model found: SUCCESS!";
    private const string Found = "SAT proof finished - model found: FAIL!";

    public string Name => (Holds, Reason) switch
    {
        (true, _) => "proved",
        (false, null) => "refuted",
        (false, _) => "failed",
        _ => "skipped",
    };

    /// <summary>Runs the proof, and the search with one bit fewer.</summary>
    /// <param name="layer">Its name.</param>
    /// <param name="chain">The additions of one output element.</param>
    /// <param name="yosys">Null where it is not installed.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="InputException">The layer is not one that can be proved: wide sums, many taps, an operator without a module.</exception>
    public static AccumulatorProof Run(string layer, AccumulatorChain chain, Yosys? yosys, CancellationToken cancellation)
    {
        int bits = Math.Max(chain.Sums.Bits, AccumulatorRegister.LeastBits);
        RequireProvable(layer, chain, bits);
        AccumulatorProof proof = new(layer, chain.Channel, chain.Steps.Count, bits, Holds: null, $"yosys is not on PATH; {ExternalTool.Yosys.HowToInstall}", Overflow: null);
        if (yosys is null)
        {
            return proof;
        }

        (bool? holds, string? reason, _) = Decide(layer, chain, bits, yosys, cancellation);
        if (holds != true)
        {
            return proof with { Holds = false, Reason = reason };
        }

        (bool? fewer, reason, ChainOverflow? overflow) = Decide(layer, chain, bits - 1, yosys, cancellation);
        return proof with { Holds = fewer is not null, Reason = reason, Overflow = overflow };
    }

    /// <summary>Module <c>accumulator_step</c>.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="chain">The additions.</param>
    /// <param name="bits">Of the register.</param>
    /// <param name="steps">Numbers of the steps that it is about: 0 is the load.</param>
    public static string StepModule(string layer, AccumulatorChain chain, int bits, Range steps) => TemplateRenderer.Render("accumulator_step.v", new
    {
        Layer = SafeName.Of(layer),
        Channel = Invariant($"{chain.Channel}"),
        Steps = Invariant($"{chain.Steps.Count}"),
        Bits = Invariant($"{bits}"),
        Greatest = Hex((1L << (bits - 1)) - 1, 8),
        Start = Hex(chain.Start, 8),
        Multiplier = chain.Operators.Multiplier.Verilog!.Instance(),
        Adder = chain.Operators.Adder.Verilog.Instance(),
        Table = Rows(chain)[steps],
    });

    /// <summary>One for the load, which needs no operands, and one for each product.</summary>
    private static object[] Rows(AccumulatorChain chain)
    {
        List<object> rows = [Row(0, 0, Interval.Point(0), Interval.Point(0), Interval.Point(chain.Start))];
        Interval before = Interval.Point(chain.Start);
        foreach (ChainStep step in chain.Steps)
        {
            rows.Add(Row(rows.Count, step.Weight, step.Activations, before, step.Sum));
            before = step.Sum;
        }

        return [.. rows];
    }

    private static object Row(int number, sbyte weight, Interval activations, Interval before, Interval after) => new
    {
        Number = Invariant($"{number}"),
        Values = string.Join('_', Hex(weight, 2), Hex(activations.Lower, 2), Hex(activations.Upper, 2), Hex(before.Lower, 8), Hex(before.Upper, 8), Hex(after.Lower, 8), Hex(after.Upper, 8)),
    };

    private static void RequireProvable(string layer, AccumulatorChain chain, int bits)
    {
        string? problem = chain.Operators.Multiplier.Verilog is null ? $"{chain.Operators.Multiplier.Spec} has no module in hdl that takes the layer's operands"
            : bits > MaxBits ? Invariant($"its sums need {bits} bits, and the circuit adds in 32")
            : chain.Steps.Count > MaxTaps ? Invariant($"it has {chain.Steps.Count} taps, {MaxTaps} at most")
            : null;
        if (problem is not null)
        {
            throw new InputException($"--prove: layer {Quote(layer)} is not proved: {problem}");
        }
    }

    /// <summary>Whether no step overflows, or why that is not known, or one that does: the last ones, whose sums are the widest, are asked about first.</summary>
    private static (bool? Holds, string? Reason, ChainOverflow? Overflow) Decide(
        string layer, AccumulatorChain chain, int bits, Yosys yosys, CancellationToken cancellation)
    {
        for (int end = chain.Steps.Count + 1; end > 0; end -= BlockSteps)
        {
            string module = StepModule(layer, chain, bits, Math.Max(0, end - BlockSteps)..end);
            (bool? holds, string? reason, ChainOverflow? overflow) = DecideBlock(module, chain.Operators, yosys, cancellation);
            if (holds != true)
            {
                return (holds, reason, overflow);
            }
        }

        return (true, null, null);
    }

    private static (bool? Holds, string? Reason, ChainOverflow? Overflow) DecideBlock(
        string module, OperatorPair operators, Yosys yosys, CancellationToken cancellation)
    {
        SynthesisInput input = new(
            [module, EmbeddedText.Hdl(operators.Multiplier.RequiredModule().Name), EmbeddedText.Hdl(operators.Adder.Verilog.Name)], "accumulator_step", []);
        string[] passes = ["proc", "flatten", "memory_map", "opt -full", $"tee -q -o {Log} sat -set-assumes -prove-asserts -show step_i,acc_i,a_i,sum_o"];
        (ToolResult end, IReadOnlyList<string> reports) = yosys.Run(input, passes, [Log], cancellation);
        cancellation.ThrowIfCancellationRequested();
        return !end.Succeeded ? (null, $"yosys does not decide it: {end.Problem}", null)
            : reports[0].Contains(NothingFound, StringComparison.Ordinal) ? (true, null, null)
            : reports[0].Contains(Found, StringComparison.Ordinal) ? (false, null, OverflowIn(reports[0]))
            : (null, "yosys does not decide it", null);
    }

    private static ChainOverflow OverflowIn(string log)
    {
        Dictionary<string, long> values = ModelValue().Matches(log).ToDictionary(match => match.Groups[1].Value, match => Signed(match.Groups[2].Value));
        return new ChainOverflow((int)(values["step_i"] & ushort.MaxValue), values["acc_i"], (int)values["a_i"], values["sum_o"]);
    }

    private static long Signed(string bits)
    {
        long value = bits.Aggregate(0L, (number, digit) => (number << 1) | (digit == '1' ? 1L : 0));
        return bits[0] == '1' ? value - (1L << bits.Length) : value;
    }

    private static string Hex(long value, int digits) => value.ToString("x16", CultureInfo.InvariantCulture)[^digits..];

    // Signal, decimal, hexadecimal, binary.
    [GeneratedRegex(@"^\s*\\(\w+)\s+\S+\s+\S+\s+([01x]+)\s*$", RegexOptions.Multiline)]
    private static partial Regex ModelValue();
}

/// <summary>A step that leaves the register.</summary>
/// <param name="Step">Its number; 0 loads the start value.</param>
/// <param name="Accumulator">Before it.</param>
/// <param name="Activation">Multiplied with the step's weight.</param>
/// <param name="Sum">After it.</param>
internal sealed record ChainOverflow(int Step, long Accumulator, int Activation, long Sum);
