using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;

namespace QMacVerify.Compiler.Bounds.Rules;

/// <summary>A function of a layer's real result: least and greatest code between the steps at both ends of the accumulators. Optimal, whatever the function.</summary>
/// <remarks>The real result is nondecreasing in the accumulator, since factors are not negative: all steps between the ends can be reached, and no other.</remarks>
internal sealed class LayerFunctionBounds : BoundRule<LayerFunction>
{
    protected override NodeBounds Apply(LayerFunction node, BoundContext context) =>
        new(context.Accumulators[node.Input].Map((ofWindows, channel) => Array.ConvertAll(ofWindows, acc => CodesOf(node, context, channel, acc))).ToBox());

    private static Interval CodesOf(LayerFunction node, BoundContext context, int channel, Interval acc)
    {
        ParameterArray breaks = context.Network.Parameters[node.Breaks];
        int count = breaks.Shape[1];
        int row = breaks.Shape[0] == 1 ? 0 : channel;
        ReadOnlySpan<float> factors = context.Network.Parameters[node.Factors].Float32;
        float factor = factors[channel % factors.Length];
        float offset = context.Network.Parameters[node.Offsets].Float32[channel % factors.Length];
        int first = RealArithmetic.StepOf(breaks.Float32.Slice(row * count, count), (int)acc.Lower, factor, offset);
        int last = RealArithmetic.StepOf(breaks.Float32.Slice(row * count, count), (int)acc.Upper, factor, offset);
        return Interval.Of(context.Network.Parameters[node.Codes].Int8.Slice((row * (count + 1)) + first, last - first + 1));
    }
}
