using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime.Reference;

namespace QMacVerify.Compiler.Bounds.Deviation.Rules;

/// <summary>What is known of a code on both sides.</summary>
internal readonly record struct CodePair(Interval Exact, Interval Approximate, Interval Difference)
{
    /// <summary>The approximate codes of an exact one; empty where there are none.</summary>
    public Interval Reach(int code) =>
        new(Math.Max(code + Difference.Lower, Approximate.Lower), Math.Min(code + Difference.Upper, Approximate.Upper));
}

/// <summary>What is known of the two codes that an operation on two tensors reads.</summary>
internal readonly record struct CodePairs(CodePair First, CodePair Second)
{
    /// <summary>Differences of the elements of a result.</summary>
    /// <param name="first">The first operand.</param>
    /// <param name="second">The second one.</param>
    /// <param name="result">What both are broadcast to.</param>
    /// <param name="difference">What two codes give; asked once for what is known of them.</param>
    public static Differences Differences(PairOperand first, PairOperand second, TensorInfo result, Func<CodePairs, Interval> difference)
    {
        int[] shape = result.Shape.ToArray();
        Dictionary<CodePairs, Interval> known = [];
        return Deviation.Differences.Of(result.ElementCount, i =>
        {
            // A tensor has few distinct intervals: a handful for the full region.
            CodePairs codes = new(first.At(shape, i), second.At(shape, i));
            if (!known.TryGetValue(codes, out Interval found))
            {
                found = difference(codes);
                known.Add(codes, found);
            }

            return found;
        });
    }
}

/// <summary>A tensor that an operation on two reads.</summary>
internal sealed class PairOperand(DifferenceContext context, int tensor)
{
    private readonly Box _exact = context.ExactOf(tensor);
    private readonly Box _approximate = context.ApproximateOf(tensor);
    private readonly Differences _differences = context.DifferencesOf(tensor);
    private readonly int[] _shape = context.Tensor(tensor).Shape.ToArray();

    /// <summary>All codes, less the zero point.</summary>
    public Interval Centred => _exact.Hull.Hull(_approximate.Hull) - context.Tensor(tensor).ZeroPoint;

    public CodePair this[int element] => new(_exact[element], _approximate[element], _differences[element]);

    /// <summary>What an element of the result reads.</summary>
    public CodePair At(int[] resultShape, int result) => this[Broadcast.OperandOffset(_shape, resultShape, result)];
}
