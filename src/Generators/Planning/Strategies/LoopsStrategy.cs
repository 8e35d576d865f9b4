using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Planning.Strategies;

/// <summary>A plain loop nest with the operators baked in.</summary>
public sealed record LoopsKernel(MacLayer Layer) : LayerKernel(Layer)
{
    internal const string Name = "loops";

    public override string Strategy => Name;

    public override EquatableArray<KernelConstant> Constants => CommonConstants(Layer.Geometry.OutChannels)
        .Prepend(new Int8Constant("Weights", $"{Layer.Geometry.Layout.Name()} weights of {{0}}", Layer.Weights)).ToEquatableArray();
}

/// <summary>Takes every layer.</summary>
internal sealed class LoopsStrategy : KernelStrategy
{
    public override string Name => LoopsKernel.Name;

    public override KernelOffer Offer(MacLayer layer) => KernelOffer.Of(() => new LoopsKernel(layer), reason: null, layer.Geometry.Macs);
}
