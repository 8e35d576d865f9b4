using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;

namespace QMacVerify.Checker.Rules;

/// <summary>The operations on two codes of a network, on all pairs of which they are tried once.</summary>
internal sealed class PairRules(Network network)
{
    private readonly Dictionary<int, PairRule> _known = [];

    public PairRule Of(ElementwiseNode node)
    {
        if (!_known.TryGetValue(node.Output, out PairRule? rule))
        {
            _known.Add(node.Output, rule = new PairRule(network, node));
        }

        return rule;
    }
}
