using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Circuits;

/// <summary>The exact sum, modulo 2^32.</summary>
public sealed record ExactAdder : Adder
{
    public override string Spec => "exact";

    public override string Description => "exact";

    public override VerilogModule Verilog => new("add_exact_s32");

    public override bool ZeroIsIdentity => true;

    public override int ApproximateBits => 0;

    public override Interval ErrorRange => Interval.Point(0);

    public override int Apply(int accumulator, int addend) => unchecked(accumulator + addend);

    public override Interval SumRange(Interval accumulator, Interval addend) => accumulator + addend;

    public override string AddStatement(string accumulator, string addend) => $"{accumulator} += {addend};";
}
