using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;

namespace QMacVerify.Generators.Planning;

/// <summary>A sum or extremum along the last axis, sixteen of its codes at once; the lanes are put together at the end.</summary>
public sealed record RowForm : VectorForm
{
    /// <summary>Codes that a lane of int16 adds up, whatever they are.</summary>
    private const int MostOfLane = 256;

    internal static (VectorForm? Form, string Reason) Of(Reduce reduce, TensorInfo input)
    {
        int length = input.Shape[input.Shape.Count - 1];
        int others = reduce.CountOf(input) / length;
        return reduce is XnnpackReduceSum ? (null, "no vectors are written for its sums along the last axis")
            : length < Codes ? (null, TooShort(length))
            : reduce is ReduceSum && (long)others * ((length + Codes - 1) / Codes) > MostOfLane
            ? (null, Invariant($"a sum of {reduce.CountOf(input)} codes leaves int16"))
            : (new RowForm(), Invariant($"{Codes} codes at once"));
    }
}
