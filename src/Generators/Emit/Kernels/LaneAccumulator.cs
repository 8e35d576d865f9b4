namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints what sixteen channels are gathered in while a window is gone through.</summary>
internal abstract class LaneAccumulator
{
    /// <summary>Declares the variables.</summary>
    public abstract void EmitStart(SourceWriter w);

    /// <summary>Takes sixteen codes of the input in.</summary>
    /// <param name="element">The first of them.</param>
    /// <param name="w">Where to.</param>
    public abstract void Emit(IndexExpression element, SourceWriter w);
}

/// <summary>The greatest or the least code, <c>acc</c>.</summary>
internal sealed class ExtremumLanes(bool isMaximum) : LaneAccumulator
{
    public override void EmitStart(SourceWriter w) => w.Line($"Vector128<sbyte> acc = Vector128.Create(sbyte.{(isMaximum ? "MinValue" : "MaxValue")});");

    public override void Emit(IndexExpression element, SourceWriter w) =>
        w.Line($"acc = Vector128.{(isMaximum ? "Max" : "Min")}(acc, Vector128.LoadUnsafe(ref source, (nuint)({element})));");
}

/// <summary>The sum in int32, <c>acc0</c> and <c>acc1</c>; of few codes in int16, <c>sums</c>, until <see cref="EmitEnd"/>.</summary>
/// <param name="isNarrow">Whether they are few.</param>
/// <param name="start">What the sum begins with.</param>
internal sealed class SumLanes(bool isNarrow, long start = 0) : LaneAccumulator
{
    private readonly string _start = start == 0 ? "Vector256<int>.Zero" : Invariant($"Vector256.Create({start})");

    public override void EmitStart(SourceWriter w)
    {
        if (isNarrow)
        {
            w.Line("Vector256<short> sums = Vector256<short>.Zero;");
        }
        else
        {
            w.Line($"Vector256<int> acc0 = {_start}, acc1 = {_start};");
        }
    }

    public override void Emit(IndexExpression element, SourceWriter w)
    {
        if (isNarrow)
        {
            EmitNarrow(element, "", w);
        }
        else
        {
            w.Line($"acc0 += VectorMath.Eight(ref source, {element});");
            w.Line($"acc1 += VectorMath.Eight(ref source, {element + 8});");
        }
    }

    /// <summary>Takes codes in whose sum is in int16, those in places where a mask is 0 as zeros.</summary>
    public static void EmitNarrow(IndexExpression element, string mask, SourceWriter w) =>
        w.Line($"sums += VectorMath.Widen(Vector128.LoadUnsafe(ref source, (nuint)({element})){(mask.Length == 0 ? "" : $" & {mask}")});");

    /// <summary>Declares <c>acc0</c> and <c>acc1</c> where the sum is in int16.</summary>
    public void EmitEnd(SourceWriter w)
    {
        if (isNarrow)
        {
            string added = start == 0 ? "" : $" + {_start}";
            w.Line($"Vector256<int> acc0 = Vector256.WidenLower(sums){added};");
            w.Line($"Vector256<int> acc1 = Vector256.WidenUpper(sums){added};");
        }
    }
}

/// <summary>The sum of products of codes and a scale in float32, in the order of the window, <c>acc0</c> and <c>acc1</c>.</summary>
internal sealed class RealSumLanes(int zeroPoint, string scale) : LaneAccumulator
{
    public override void EmitStart(SourceWriter w) => w.Line("Vector256<float> acc0 = Vector256<float>.Zero, acc1 = Vector256<float>.Zero;");

    public override void Emit(IndexExpression element, SourceWriter w)
    {
        string centre = zeroPoint == 0 ? "" : zeroPoint > 0 ? Invariant($" - Vector256.Create({zeroPoint})") : Invariant($" + Vector256.Create({-zeroPoint})");
        for (int half = 0; half < 2; half++)
        {
            w.Line($"acc{half} += Vector256.ConvertToSingle(VectorMath.Eight(ref source, {element + (8 * half)}){centre}) * Vector256.Create({scale});");
        }
    }
}
