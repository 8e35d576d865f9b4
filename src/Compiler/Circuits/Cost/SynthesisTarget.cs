using QMacVerify.Compiler.Hdl;
using QMacVerify.Runtime;

namespace QMacVerify.Compiler.Circuits.Cost;

/// <summary>What yosys maps circuits to, and which number of that is their cost.</summary>
/// <param name="Name">In files.</param>
/// <param name="Unit">Of the cost, in words.</param>
/// <param name="Meaning">What the figures are, and what they are not.</param>
internal abstract record SynthesisTarget(string Name, string Unit, string Meaning)
{
    /// <summary>Hash of the library that it maps to; null where yosys has that itself.</summary>
    public virtual string? Sha256 => null;

    /// <summary>Maps a circuit and counts.</summary>
    /// <exception cref="InputException">The circuit cannot be mapped.</exception>
    public abstract CircuitCost CostOf(SynthesisInput input, Yosys yosys, CancellationToken cancellation);

    /// <summary>The reports of passes that must succeed.</summary>
    protected static IReadOnlyList<string> Reports(
        SynthesisInput input, Yosys yosys, IEnumerable<string> passes, IReadOnlyList<string> reports, CancellationToken cancellation, SynthesisFile? read = null)
    {
        (ToolResult end, IReadOnlyList<string> texts) = yosys.Run(input, passes, reports, cancellation, read);
        return end.Succeeded ? texts : throw new InputException($"yosys cannot synthesize {input.Top}: {end.Problem}");
    }
}

/// <summary>What a circuit takes besides its registers, twice: in gates, and in lookup tables.</summary>
/// <param name="Gates">Gates.</param>
/// <param name="GateLevels">Gates on the longest path between registers.</param>
/// <param name="Luts">Lookup tables of four inputs.</param>
/// <param name="LutLevels">Lookup tables on the longest path.</param>
/// <param name="Registers">Bits.</param>
internal sealed record GateCount(int Gates, int GateLevels, int Luts, int LutLevels, int Registers)
{
    /// <summary>All of it, registers last.</summary>
    public IReadOnlyList<CostFigure> Figures =>
    [
        new("gates", "gates", Gates),
        new("gate_levels", "gate levels", GateLevels),
        new("luts", "4-LUTs", Luts),
        new("lut_levels", "LUT levels", LutLevels),
        new("registers", "registers", Registers),
    ];
}

/// <summary>Gates of at most two inputs and multiplexers; beside them lookup tables of four inputs, of no vendor.</summary>
internal sealed record GenericTarget() : SynthesisTarget(
    "generic", "gates", "generic gates rank circuits; they are not an area, and depend on how the Verilog is written")
{
    private static readonly string[] Files = ["gates.txt", "gate_levels.txt", "luts.txt", "lut_levels.txt"];

    /// <summary>A register is a gate and a lookup table, too.</summary>
    public override CircuitCost CostOf(SynthesisInput input, Yosys yosys, CancellationToken cancellation)
    {
        GateCount count = Count(input, yosys, cancellation);
        return new CircuitCost([.. (count with { Gates = count.Gates + count.Registers, Luts = count.Luts + count.Registers }).Figures.SkipLast(1)]);
    }

    /// <summary>Maps a circuit and counts.</summary>
    /// <param name="input">The circuit.</param>
    /// <param name="yosys">The installed one.</param>
    /// <param name="cancellation">Kills yosys.</param>
    /// <param name="isQuick">Without the search for parts that are equal, which takes hours in multipliers of 32 bits.</param>
    /// <exception cref="InputException">The circuit cannot be mapped.</exception>
    public static GateCount Count(SynthesisInput input, Yosys yosys, CancellationToken cancellation, bool isQuick = false)
    {
        string map = isQuick ? "abc -fast" : "abc";
        string[] passes =
        [
            $"synth -flatten -top {input.Top}",
            $"{map} -g AND,OR,XOR,NAND,NOR,XNOR,MUX",
            "opt_clean",
            "tee -q -o gates.txt stat",
            "tee -q -o gate_levels.txt ltp -noff",
            $"{map} -lut 4",
            "opt_clean",
            "tee -q -o luts.txt stat",
            "tee -q -o lut_levels.txt ltp -noff",
        ];
        IReadOnlyList<string> reports = Reports(input, yosys, passes, Files, cancellation);
        int registers = YosysReport.Registers(reports[0]);
        return new GateCount(
            YosysReport.Cells(reports[0]) - registers,
            YosysReport.Levels(reports[1]),
            YosysReport.Cells(reports[2]) - YosysReport.Registers(reports[2]),
            YosysReport.Levels(reports[3]),
            registers);
    }
}

/// <summary>An FPGA: lookup tables of its vendor, beside carry chains and multiplexers, without its multiplier blocks.</summary>
internal sealed record FpgaTarget : SynthesisTarget
{
    private readonly string _pass;
    private readonly (string Name, string Title, string[] Prefixes)[] _figures;

    private FpgaTarget(string name, string pass, params (string Name, string Title, string[] Prefixes)[] figures)
        : base(name, "LUTs", $"lookup tables that yosys maps onto for {name}, without multiplier blocks (DSP), before place and route")
    {
        _pass = pass;
        _figures = figures;
    }

    /// <summary>Xilinx, 7 series: LUTs of six inputs. An inverter is a lookup table of one.</summary>
    public static FpgaTarget Xilinx { get; } = new(
        "xilinx", "synth_xilinx -flatten -nodsp -noiopad -noclkbuf",
        ("luts", "LUTs", ["LUT", "INV"]), ("carries", "CARRY4", ["CARRY"]), ("muxes", "MUXF7/8", ["MUXF"]), ("registers", "registers", ["FD"]));

    /// <summary>Lattice iCE40: LUTs of four inputs.</summary>
    public static FpgaTarget Ice40 { get; } = new(
        "ice40", "synth_ice40",
        ("luts", "LUTs", ["SB_LUT"]), ("carries", "SB_CARRY", ["SB_CARRY"]), ("registers", "registers", ["SB_DFF"]));

    public override CircuitCost CostOf(SynthesisInput input, Yosys yosys, CancellationToken cancellation)
    {
        string report = Reports(input, yosys, [$"{_pass} -top {input.Top}", "tee -q -o cells.txt stat"], ["cells.txt"], cancellation)[0];
        (string Type, int Count)[] cells = [.. YosysReport.CellTypes(report)];
        return new CircuitCost(
        [
            .. _figures.Select(figure => new CostFigure(
                figure.Name, figure.Title, cells.Where(cell => figure.Prefixes.Any(prefix => cell.Type.StartsWith(prefix, StringComparison.Ordinal))).Sum(cell => cell.Count))),
        ]);
    }
}
