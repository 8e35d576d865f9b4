using QMacVerify.Generators.Graph;

namespace QMacVerify.Compiler.Cosim.Faults;

/// <summary>A layer that faults can be planted in, with what its engine gives without one.</summary>
/// <param name="Layer">A layer that an engine runs.</param>
/// <param name="Spec">Its engines.</param>
/// <param name="Files">The words of its memories for the first sample, by the names of their files.</param>
/// <param name="Healthy">What its engine computes.</param>
/// <param name="Expected">What the engine gives.</param>
internal sealed record FaultSite(
    EngineLayer Layer, EngineSpec Spec, IReadOnlyDictionary<string, byte[][]> Files, EngineBehaviour Healthy, EngineOutputs Expected)
{
    public RequantizationKind Kind => (RequantizationKind)Layer.Words[EngineWord.Kind];

    /// <summary>The last lane that has a channel in the last block.</summary>
    public int LastLane => (Layer.Words[EngineWord.GroupChannels] - 1) % EngineSpec.Lanes;

    /// <summary>What the engine gives with a fault.</summary>
    public EngineOutputs With(FaultForm form) => EngineModel.Of(form.Seen(Files)).Run(form.Behaviour(Healthy));
}
