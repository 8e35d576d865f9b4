using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Circuits.Cost;
using QMacVerify.Compiler.Circuits.Verilog;
using QMacVerify.Compiler.Hdl;
using QMacVerify.Compiler.Templates;
using QMacVerify.Generators.Circuits;

namespace QMacVerify.Compiler.Cosim;

/// <summary>What a lane takes, beside the one with exact circuits.</summary>
/// <param name="Operators">Its circuits.</param>
/// <param name="HasSums">Whether it also sums activations, for weight zero points.</param>
/// <param name="Count">Null where a table stands for the multiplier.</param>
/// <param name="Exact">Of the same lane with exact circuits.</param>
internal sealed record LaneCost(OperatorPair Operators, bool HasSums, GateCount? Count, GateCount Exact);

/// <summary>What a requantizer takes.</summary>
/// <param name="HasRealFactors">Whether it also takes float32 factors.</param>
/// <param name="Count">Mapped quickly.</param>
internal sealed record RequantizerCost(bool HasRealFactors, GateCount Count);

/// <summary>What the parts of engines take.</summary>
/// <param name="Tool">Name and version of what synthesized them; null where it is not installed.</param>
/// <param name="Lanes">Those of the engines, then exact ones; each once.</param>
/// <param name="Requantizers">Each once.</param>
internal sealed record EngineCosts(string? Tool, IReadOnlyList<LaneCost> Lanes, IReadOnlyList<RequantizerCost> Requantizers);

/// <summary>Synthesizes one lane of each engine, as it is and with exact circuits, and its requantizer.</summary>
internal sealed class EngineSynthesis(Yosys yosys, CancellationToken cancellation)
{
    public const string LaneModule = "mac_lane_s8";
    public const string RequantizerModule = "requantize_s32";

    private readonly Dictionary<(OperatorPair, AccumulatorRegister, bool), GateCount> _lanes = [];

    /// <summary>Synthesizes the parts of all engines of a network.</summary>
    /// <param name="engines">Their circuits are what lanes take, also where tables stand for them in a simulation.</param>
    /// <param name="yosys">The installed one; null where there is none.</param>
    /// <param name="cancellation">Kills yosys.</param>
    /// <exception cref="Runtime.InputException">Yosys does not synthesize a circuit of the user.</exception>
    public static EngineCosts Of(IReadOnlyCollection<EngineSpec> engines, Yosys? yosys, CancellationToken cancellation)
    {
        if (yosys is null)
        {
            return new EngineCosts(null, [], []);
        }

        EngineSynthesis synthesis = new(yosys, cancellation);
        return new EngineCosts(
            yosys.Version,
            [.. engines.Concat(engines.Select(Exact)).Select(synthesis.Lane).Distinct()],
            [.. engines.Select(engine => engine.HasRealFactors).Distinct().Select(synthesis.Requantizer)]);
    }

    /// <summary>The lane of an engine.</summary>
    public LaneCost Lane(EngineSpec engine) => new(engine.Operators, engine.HasWeightZeroPoints, Count(engine), Count(Exact(engine))!);

    private static EngineSpec Exact(EngineSpec engine) => engine with { Operators = OperatorPair.Exact, Origin = null };

    /// <returns>Null where a table stands for the multiplier.</returns>
    private GateCount? Count(EngineSpec engine)
    {
        OperatorSources circuits = EngineText.Circuits(engine);
        if (circuits.Products is not null)
        {
            return null;
        }

        (OperatorPair, AccumulatorRegister, bool) key = (engine.Operators, engine.Register, engine.HasWeightZeroPoints);
        if (!_lanes.TryGetValue(key, out GateCount? count))
        {
            SynthesisInput input = new(
                [EmbeddedText.Hdl(LaneModule), .. circuits.Sources.Select(source => source.Text)],
                LaneModule,
                [("WIDTH", engine.Register.Bits), ("SATURATE", Flag(engine.Register.Saturates)), ("SUMS", Flag(engine.HasWeightZeroPoints))]);
            _lanes.Add(key, count = GenericTarget.Count(input, yosys, cancellation));
        }

        return count;
    }

    private RequantizerCost Requantizer(bool hasRealFactors)
    {
        SynthesisInput input = new(
            [.. ((string[])[RequantizerModule, "rescale_s32", "scale_float_s32"]).Select(EmbeddedText.Hdl)], RequantizerModule, [("REAL", Flag(hasRealFactors))]);
        return new RequantizerCost(hasRealFactors, GenericTarget.Count(input, yosys, cancellation, isQuick: true));
    }

    private static int Flag(bool value) => value ? 1 : 0;
}
