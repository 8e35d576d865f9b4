using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;

namespace QMacVerify.Checker.Rules;

/// <summary>A function of a layer's real result: the steps that accumulators stand on, and their codes.</summary>
internal sealed class LayerFunctionSteps(Network network, LayerFunction node)
{
    private readonly float[] _factors = network.Parameters[node.Factors].Float32.ToArray();
    private readonly float[] _offsets = network.Parameters[node.Offsets].Float32.ToArray();
    private readonly float[] _breaks = network.Parameters[node.Breaks].Float32.ToArray();
    private readonly sbyte[] _codes = network.Parameters[node.Codes].Int8.ToArray();
    private readonly int _rows = network.Parameters[node.Breaks].Shape[0];
    private readonly int _count = network.Parameters[node.Breaks].Shape[1];

    public int Channels { get; } = network.Graph.Tensor(node.Input).Shape[^1];

    /// <summary>Of an accumulator of a channel: nondecreasing, as no factor is negative.</summary>
    public long StepOf(int channel, long acc)
    {
        float product = (float)acc * _factors[channel % _factors.Length];
        float real = product + _offsets[channel % _offsets.Length];
        return Enumerable.Range(channel % _rows * _count, _count).Count(at => _breaks[at] <= real);
    }

    public long CodeOf(int channel, long step) => _codes[(channel % _rows * (_count + 1)) + step];
}
