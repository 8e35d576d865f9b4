using QMacVerify.Generators.Graph.Json;
using QMacVerify.Generators.Graph.Validation;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Graph.Ops;

/// <summary>Sum or difference of two tensors as XNNPACK has it: integers with one rounding, half up; numpy broadcasting.</summary>
/// <remarks><c>((first * (a - za) + second * (b - zb) + 2^(shift - 1)) &gt;&gt; shift) + zy</c>, clamped (SEMANTICS section 7).</remarks>
/// <param name="Name">Node name.</param>
/// <param name="First">Tensor index.</param>
/// <param name="Second">Tensor index.</param>
/// <param name="Output">Tensor index.</param>
/// <param name="FirstFactor">first scale / output scale * 2^shift, rounded.</param>
/// <param name="SecondFactor">The same of the second operand; negative for a difference.</param>
/// <param name="Shift">Such that the greater factor has 21 bits.</param>
/// <param name="Clamp">The fused activation.</param>
public sealed record XnnpackAdd(
    string Name, int First, int Second, int Output, int FirstFactor, int SecondFactor, int Shift, ClampRange Clamp)
    : ElementwiseNode(Name, First, Second, Output)
{
    public const string OpName = "xnnpack_add";

    /// <summary>The greatest factor: sums of products with codes fit int32.</summary>
    public const int MaxFactor = 1 << 21;

    public const int MinShift = 13;
    public const int MaxShift = 30;

    public override string Op => OpName;

    public static XnnpackAdd Read(NodeReader reader) => new(
        reader.Name, reader.Input(0), reader.Input(1), reader.Output,
        reader.QuantSpec.Integer("input1", -MaxFactor, MaxFactor), reader.QuantSpec.Integer("input2", -MaxFactor, MaxFactor),
        reader.QuantSpec.Integer("shift", MinShift, MaxShift), reader.Clamp());

    /// <summary>What is added to the products of factors and codes: half, and the zero points' share.</summary>
    public int Constant(int firstZeroPoint, int secondZeroPoint) =>
        (1 << (Shift - 1)) - (FirstFactor * firstZeroPoint) - (SecondFactor * secondZeroPoint);

    public override void Check(NodeChecks node)
    {
        base.Check(node);
        if (Math.Abs((long)FirstFactor) > MaxFactor || Math.Abs((long)SecondFactor) > MaxFactor || Shift is < MinShift or > MaxShift)
        {
            throw node.QuantizationError(Invariant(
                $"has factors {FirstFactor} and {SecondFactor} with shift {Shift}, expected at most {MaxFactor} in magnitude, and {MinShift} to {MaxShift}"));
        }

        node.RequireClamp(Clamp);
    }

    public override void WriteQuantization(JsonWriter json)
    {
        json.Member("input1", FirstFactor);
        json.Member("input2", SecondFactor);
        json.Member("shift", Shift);
        json.Member("clamp", [Clamp.Lower, Clamp.Upper]);
    }
}
