using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Runtime;

namespace QMacVerify.Compiler.Bounds.Deviation.Rules;

/// <summary>A function of a layer's real result: the steps of accumulators that differ by so much, whatever their codes.</summary>
internal sealed class LayerFunctionDifferences : DifferenceRule<LayerFunction>
{
    protected override NodeDifferences Apply(LayerFunction node, DifferenceContext context)
    {
        ParameterArray breaks = context.Network.Parameters[node.Breaks];
        ParameterArray codes = context.Network.Parameters[node.Codes];
        ParameterArray factors = context.Network.Parameters[node.Factors];
        ParameterArray offsets = context.Network.Parameters[node.Offsets];
        int count = breaks.Shape[1];
        return new NodeDifferences(context.Accumulators[node.Input].Map((channel, domain) =>
        {
            int row = breaks.Shape[0] == 1 ? 0 : channel;
            float factor = factors.Float32[channel % factors.Float32.Length];
            float offset = offsets.Float32[channel % factors.Float32.Length];
            return StepFunction.Of(
                domain,
                acc => RealArithmetic.StepOf(breaks.Float32.Slice(row * count, count), (int)acc, factor, offset),
                step => codes.Int8[(row * (count + 1)) + step]);
        }));
    }
}
