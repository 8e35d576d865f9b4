using System.CommandLine;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Bounds.Regions;
using QMacVerify.Compiler.Build;
using QMacVerify.Compiler.Cosim;
using QMacVerify.Compiler.Cosim.Faults;
using QMacVerify.Compiler.Hdl;
using QMacVerify.Compiler.Reference;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Running;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Commands;

/// <summary><c>qmac cosim</c>: a whole network through RTL, every accumulator and code compared.</summary>
internal sealed class CosimCommand
{
    public const string TextFile = "cosim_report.txt";
    public const string JsonFile = "cosim_report.json";
    private const int MaxBatch = 100_000;

    private readonly ModelOptions _model = new(plansKernels: false);
    private readonly InputOptions _input = new(MaxBatch);
    private readonly Option<int> _steps = CommonOptions.Integer("--steps", 1, MaxBatch, "Samples in a row that are one sequence, for models with state.");
    private readonly Option<string> _layers = CommonOptions.Text("--layers", "A,B", "Only these layers in RTL, by name; the others in the host.").OfferingLayers(ofProducts: false, separator: ',');
    private readonly Option<string> _simulator = CommonOptions.OneOf("--simulator", "verilator|icarus", "What runs the RTL: Verilator (default), or Icarus Verilog, which starts at once and is some 200 times slower.", "verilator", "icarus");
    private readonly RegisterOptions _register = new("Accumulators of the engines, 2 to 32 bits; 32 by default.");
    private readonly Option<bool> _watch = new("--watch-bounds") { Description = "Watch the sound ranges of operands, sums and codes while the engines run, for every input of the package." };
    private readonly Option<string> _bounds = CommonOptions.Text("--bounds", "D_sound.json", "The same with the ranges of this file, which must be about the package and its circuits.");
    private readonly Option<bool> _table = new("--substitute-table") { Description = "Put the table of a circuit of yours into the lanes in place of the circuit: faster, and the same products, which were all tried." };
    private readonly Option<bool> _selfTest = new("--self-test") { Description = "First plant faults, one at a time, in RTL, memories and bench: each must be found, in the right layer." };
    private readonly Option<string> _vcd = CommonOptions.Text("--vcd", "FILE", "Write the waves of one layer on one sample; takes --layers with one layer.");
    private readonly Option<string> _fst = CommonOptions.Text("--fst", "FILE", "The same in the compressed format of GTKWave.");
    private readonly Option<bool> _synth = new("--synth") { Description = "Also synthesize a lane with each pair of circuits, and the requantizer, by yosys: gates, LUTs, levels and registers, beside the lane with exact circuits." };
    private readonly Option<string> _output = CommonOptions.Out("Folder of the report; by default results/cosim/MODEL.");
    private readonly Option<bool> _json = CommonOptions.Json();

    private CosimCommand()
    {
    }

    public static Command Create()
    {
        CosimCommand options = new();
        VerbCommand command = new(
            "cosim",
            "Run a network through RTL in a Verilog simulator, layer by layer, and compare every accumulator and code with the software.",
            "qmac cosim --pkg export/cnn_small --random-input --amul trunc:2");
        options._model.AddTo(command);
        options._input.AddTo(command, isRequired: true);
        foreach (Option option in (Option[])[options._steps, options._layers, options._simulator])
        {
            command.Options.Add(option);
        }

        options._register.AddTo(command);
        foreach (Option option in (Option[])[options._watch, options._bounds, options._table, options._selfTest, options._synth, options._vcd, options._fst, options._output, options._json])
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.IsGiven(options._vcd) && result.IsGiven(options._fst))
            {
                result.AddError("--vcd and --fst are two forms of the same waves: give one of them");
            }
        });
        command.SetRun(options.Run);
        return command;
    }

    private int Run(ParseResult options, TextWriter console, CancellationToken cancellation)
    {
        PlannedPackage planned = _model.Read(options, cancellation);
        SampleBatch samples = _input.Read(options, planned.Network);
        CosimRequest request = new(planned, samples, Simulator(options.GetValue(_simulator)))
        {
            OriginOf = planned.OriginOf,
            Steps = RunnerProgram.StepsOf(new ReferenceEngine(planned.Network, planned.Plan.Operators), options.Given(_steps), samples.Count),
            Register = Register(options),
            Layers = Layers(planned.Network, options.GetValue(_layers)),
            SubstitutesTables = options.GetValue(_table),
            Ranges = Ranges(options, planned),
            Waves = options.GetValue(_vcd) is not null ? WaveFormat.Vcd : options.GetValue(_fst) is not null ? WaveFormat.Fst : WaveFormat.None,
        };
        BuildCache? cache = BuildCache.OfUser();
        FaultTrial? trial = options.GetValue(_selfTest) ? SelfTest(new CosimSelfTest(request, cache), cancellation) : null;
        using Cosimulation simulation = new(request, cache);
        if (request.Waves != WaveFormat.None && simulation.Steps != 1)
        {
            throw new InputException(Invariant(
                $"--vcd and --fst write the waves of one run of an engine, and there would be {simulation.Steps}: name one layer with --layers, and give one sample (--limit 1)"));
        }

        EngineCosts? costs = !options.GetValue(_synth) ? null
            : EngineSynthesis.Of([.. simulation.Engines.Select(engine => engine with { Origin = planned.OriginOf(engine.Operators.Multiplier) })], Yosys.Find(), cancellation);
        CosimResult result = RunProgress.Show("cosim", simulation.Steps, step => simulation.Run(step, cancellation));
        CosimReport report = new(planned.Network.Graph.Name, planned.Identity, planned.Plan.Operators, result) { SelfTest = trial, Costs = costs };
        string folder = options.GetValue(_output) ?? DefaultFolder.Of(Path.Combine("results", "cosim"), planned.Network.Graph.Name);
        AtomicFile.WriteAll([AtomicFile.Text(Path.Combine(folder, TextFile), report.ToText()), AtomicFile.Text(Path.Combine(folder, JsonFile), report.ToJson())]);
        if ((options.GetValue(_vcd) ?? options.GetValue(_fst)) is string waves && result.Layers.All(layer => layer.Problem is null))
        {
            simulation.WriteWaves(waves);
        }

        console.Show(options.GetValue(_json), report.ToJson, () => report.ToText() + Speed(result));
        return report.Passed ? ExitCodes.Done : ExitCodes.CheckFailed;
    }

    private static FaultTrial SelfTest(CosimSelfTest test, CancellationToken cancellation) =>
        RunProgress.Show("self-test", test.Steps, step => test.Run(step, cancellation));

    private static string Speed(CosimResult result) => Invariant(
        $"{result.SimulatedSeconds:0.0} s in the simulator, {result.Macs / 1e6 / Math.Max(1e-3, result.SimulatedSeconds):0.0} million MACs a second\n");

    private static Simulator Simulator(string? name)
    {
        Tool<Simulator> tool = name == "icarus" ? Icarus.Look() : Verilator.Look();
        return tool.Program ?? throw (tool.IsBroken ? new InputException(tool.Problem!) : new MissingToolException($"skipped: {tool.Problem}"));
    }

    private AccumulatorRegister Register(ParseResult options)
    {
        AccumulatorRegister register = _register.Read(options);
        return register.Bits <= GraphSemantics.AccumulatorBits
            ? register
            : throw new InputException(Invariant($"--accumulator-bits {register.Bits}: engines have 2 to {GraphSemantics.AccumulatorBits} bits"));
    }

    private IReadOnlyDictionary<string, SoundRange>? Ranges(ParseResult options, PlannedPackage planned) =>
        options.GetValue(_bounds) is string file ? SoundRanges.Read(file, planned.Identity, planned.Network.Graph, planned.Plan.Operators)
        : options.GetValue(_watch) ? Constraints.Compute(planned.Network, planned.Plan.Operators, PackageRegion.Of(planned.Network.Graph)).Layers
            .ToDictionary(layer => layer.Node.Name, SoundRange.Of)
        : null;

    private static HashSet<string>? Layers(Network network, string? names)
    {
        if (names is null)
        {
            return null;
        }

        HashSet<string> layers = [.. names.Split(',')];
        string[] known = [.. network.Graph.Nodes.Select(node => node.Name)];
        return layers.FirstOrDefault(name => !known.Contains(name)) is string unknown
            ? throw new InputException($"--layers: {Quote(unknown)} is no layer of {network.Graph.Name}; {NearName.Hint(unknown, known)}")
            : layers;
    }
}
