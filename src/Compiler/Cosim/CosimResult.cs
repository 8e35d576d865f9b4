using QMacVerify.Compiler.Bounds;
using QMacVerify.Generators.Circuits;

namespace QMacVerify.Compiler.Cosim;

/// <summary>What became of one layer over all samples.</summary>
/// <param name="Name">Of the layer.</param>
/// <param name="Operation">Its operation.</param>
/// <param name="Operators">Circuits of a layer of products, else null.</param>
/// <param name="HostReason">Why it was computed in the host; null where an engine ran it.</param>
internal sealed record CosimLayer(string Name, string Operation, OperatorPair? Operators, string? HostReason)
{
    /// <summary>Multiply-accumulate operations of all samples.</summary>
    public long Macs { get; init; }

    public long Cycles { get; init; }

    /// <summary>Accumulators and codes that were compared.</summary>
    public long Compared { get; init; }

    public long AccumulatorMismatches { get; init; }

    public long CodeMismatches { get; init; }

    /// <summary>Clocks in which something left its range of <c>D_sound.json</c>.</summary>
    public long Outside { get; init; }

    /// <summary>What the bench said where it did not pass for another reason.</summary>
    public string? Problem { get; init; }

    public bool Passed => AccumulatorMismatches + CodeMismatches + Outside == 0 && Problem is null;

    /// <summary>Share of the multipliers' clocks that had a product; null where the layer has none.</summary>
    public double? Utilization => Macs == 0 || Cycles == 0 ? null : Macs / ((double)Cycles * EngineSpec.Lanes);
}

/// <summary>The engines with one pair of circuits.</summary>
/// <param name="Operators">The circuits.</param>
/// <param name="Note">What stands for the multiplier, as a sentence; null for a module of ours.</param>
internal sealed record CosimEngine(OperatorPair Operators, string? Note);

/// <summary>A network that ran through engines.</summary>
/// <param name="Samples">Inputs.</param>
/// <param name="Simulator">Name and version.</param>
/// <param name="Register">The accumulators.</param>
/// <param name="Engines">One for each pair of circuits.</param>
/// <param name="Layers">In the order of the graph.</param>
/// <param name="OutputMismatches">Elements of the network's outputs that differ from those of the compiled kernels.</param>
/// <param name="Outputs">Elements that were compared.</param>
/// <param name="First">The first mismatch; null where there is none.</param>
internal sealed record CosimResult(
    int Samples,
    string Simulator,
    AccumulatorRegister Register,
    IReadOnlyList<CosimEngine> Engines,
    IReadOnlyList<CosimLayer> Layers,
    long OutputMismatches,
    long Outputs,
    FirstDivergence? First)
{
    /// <summary>Seconds that simulators ran, builds apart.</summary>
    public double SimulatedSeconds { get; init; }

    public bool Passed => Layers.All(layer => layer.Passed) && OutputMismatches == 0;

    public long Macs => Layers.Sum(layer => layer.Macs);

    public long Cycles => Layers.Sum(layer => layer.Cycles);
}
