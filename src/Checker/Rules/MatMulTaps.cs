using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;

namespace QMacVerify.Checker.Rules;

/// <summary>What a product of two tensors multiplies with what: SEMANTICS section 2.</summary>
/// <remarks>Activations <c>[…, rows, taps]</c>, weights <c>[…, channels, taps]</c>, what stands before broadcasts.</remarks>
/// <param name="network">The network.</param>
/// <param name="layer">Its layer.</param>
internal sealed class MatMulTaps(Network network, MatMul layer)
{
    private readonly int[] _input = [.. network.Graph.Tensor(layer.Input).Shape];
    private readonly int[] _weights = [.. network.Graph.Tensor(layer.Weights).Shape];
    private readonly int[] _output = [.. network.Graph.Tensor(layer.Output).Shape];
    private readonly int[] _bias = layer.Bias < 0 ? [] : network.Parameters[layer.Bias].Int32.ToArray();

    /// <summary>Output elements.</summary>
    public int Count { get; } = network.Graph.Tensor(layer.Output).ElementCount;

    public int Channels => _output[^1];

    public int Taps => _input[^1];

    /// <summary>The channel of an output element, and the first elements of the rows that it multiplies.</summary>
    public (int Channel, int InputRow, int WeightRow) RowsOf(int element)
    {
        (int position, int channel) = Math.DivRem(element, Channels);
        (int stack, int row) = Math.DivRem(position, _output[^2]);
        return (channel, RowOf(_input, stack, row), RowOf(_weights, stack, channel));
    }

    public long Bias(int channel) => _bias.Length == 0 ? 0 : _bias[channel];

    private int RowOf(int[] operand, int stack, int row) =>
        ((PairRule.Operand(operand.AsSpan(..^2), _output.AsSpan(..^2), stack) * operand[^2]) + row) * operand[^1];
}
