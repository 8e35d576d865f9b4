using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Planning;

/// <summary>The kernel of a layer of products with constant weights, written by one of several strategies.</summary>
/// <param name="Layer">What it computes.</param>
public abstract record LayerKernel(MacLayer Layer) : ProductKernel(Layer.Node, Layer.Inputs, Layer.Output)
{
    /// <summary>The layer before its strategy put a share of its own into the start values.</summary>
    public MacLayer Asked { get; init; } = Layer;

    public sealed override OperatorPair Operators => Layer.Operators;

    public sealed override Interval Bound => Layer.Bound;

    public sealed override string OriginOf(Int32Constant constant, int index) => constant.Suffix switch
    {
        _ when index >= Layer.Geometry.OutChannels => "",
        "Start" => Layer.StartOrigin(index, constant.Values[index]),
        "QuantizedMultiplier" => Layer.Requantization.Multipliers[index].FactorText,
        "Factor" => Decimal(Layer.Requantization.FactorBits[index]),
        _ => "",
    };

    /// <summary>Bias with the zero points' shares, and what requantizes; the weights are the strategy's affair.</summary>
    /// <param name="channels">Length of the arrays; beyond the output channels they are filled with 0.</param>
    protected IEnumerable<KernelConstant> CommonConstants(int channels)
    {
        foreach (KernelConstant start in StartConstants(channels))
        {
            yield return start;
        }

        if (Layer.WeightZeroPoints.Count > 0)
        {
            yield return new Int32Constant("WeightZeroPoints", "Zero points of the weights of {0}", Layer.WeightZeroPoints);
        }

        ChannelRequantization requantization = Layer.Requantization;
        if (requantization.IsPerChannel && requantization.Kind == RequantizationKind.OnnxFloat)
        {
            yield return new Int32Constant(
                "Factor", "Requantization of {0}, float32 factors as their bit patterns", Fill(requantization.FactorBits.Select(bits => (int)bits)));
        }
        else if (requantization.IsPerChannel)
        {
            yield return new Int32Constant(
                "QuantizedMultiplier", "Requantization of {0}, Q0.31; beside each the factor that it is with its shift", Fill(requantization.Multipliers.Select(m => m.Multiplier)));
            yield return new Int32Constant(
                "Shift", "Requantization of {0}, powers of two; positive is left", Fill(requantization.Multipliers.Select(m => m.Shift)));
        }

        EquatableArray<int> Fill(IEnumerable<int> values) => values.Concat(Enumerable.Repeat(0, channels - Layer.Geometry.OutChannels)).ToEquatableArray();
    }

    /// <summary>What accumulators begin with.</summary>
    /// <param name="channels">Length of the array.</param>
    private protected virtual IEnumerable<KernelConstant> StartConstants(int channels) => [new Int32Constant("Start", StartSummary, Layer.Start)];

    private protected string StartSummary => Layer.CorrectsByPosition
        ? "Bias of {0}"
        : Layer.WeightZeroPoints.Count > 0
        ? "Bias of {0} with the zero points' shares: bias + taps * zeroPoint * weightZeroPoint - zeroPoint * sum of the channel's weights"
        : "Bias of {0} with the zero point's share: bias - zeroPoint * sum of the channel's weights";
}
