using QMacVerify.Checker.Arithmetic;
using QMacVerify.Checker.Rules;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Checker;

/// <summary>An exact network and an approximate one of the same graph.</summary>
/// <param name="network">The exact one.</param>
/// <param name="approximate">The approximate one: its layers with approximate circuits may have other biases.</param>
/// <param name="arithmetics">The circuits of each layer of the approximate one.</param>
internal sealed class TwoNetworks(Network network, Network approximate, IReadOnlyDictionary<ProductNode, LayerArithmetic> arithmetics)
{
    private readonly IReadOnlyDictionary<ProductNode, LayerArithmetic> _exactArithmetics = LayerArithmetic.ExactOf(network.Graph);
    private readonly PairRules _pairs = new(network);

    /// <summary>What follows for both from the boxes of the inputs on, and for what lies between them.</summary>
    public (DeviationDerivation Deviation, LogitDeviation Logits) Derive(IReadOnlyDictionary<int, CodeBox> inputs, TensorInfo logits)
    {
        (Derivation left, Derivation right) = (Side(network, _exactArithmetics), Side(approximate, arithmetics));
        DeviationDerivation deviation = new(network, approximate, arithmetics, left, right);
        deviation.DeriveAll();
        return (deviation, new LogitDeviation(left, right, deviation, logits));

        Derivation Side(Network side, IReadOnlyDictionary<ProductNode, LayerArithmetic> circuits)
        {
            Derivation derivation = new(side, circuits, Register.Default, _pairs);
            foreach ((int tensor, CodeBox box) in inputs)
            {
                derivation.Take(tensor, box);
            }

            derivation.DeriveAll();
            return derivation;
        }
    }
}
