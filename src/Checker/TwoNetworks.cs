using QMacVerify.Checker.Arithmetic;
using QMacVerify.Checker.Rules;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Checker;

/// <summary>An exact network and an approximate one of the same graph.</summary>
internal sealed class TwoNetworks
{
    private readonly Derivation _exact;
    private readonly Derivation _approximate;

    /// <param name="network">The exact one.</param>
    /// <param name="approximate">The approximate one: its layers with approximate circuits may have other biases.</param>
    /// <param name="arithmetics">The circuits of each layer of the approximate one.</param>
    public TwoNetworks(Network network, Network approximate, IReadOnlyDictionary<ProductNode, LayerArithmetic> arithmetics)
    {
        PairRules pairs = new(network);
        _exact = new Derivation(network, LayerArithmetic.ExactOf(network.Graph), Register.Default, pairs);
        _approximate = new Derivation(approximate, arithmetics, Register.Default, pairs);
    }

    /// <summary>What follows for both from the boxes of the inputs on, and for what lies between them.</summary>
    public (DeviationDerivation Deviation, LogitDeviation Logits) Derive(IReadOnlyDictionary<int, CodeBox> inputs, TensorInfo logits)
    {
        (Derivation exact, Derivation approximate) = (_exact.From(inputs), _approximate.From(inputs));
        exact.DeriveAll();
        approximate.DeriveAll();
        DeviationDerivation deviation = new(exact, approximate);
        deviation.DeriveAll();
        return (deviation, new LogitDeviation(exact, approximate, deviation, logits));
    }
}
