namespace QMacVerify.Compiler.Commands;

/// <summary><c>qmac op</c>: approximate multipliers on their own, without a network.</summary>
internal static class OpCommand
{
    public static VerbCommand Create() => new(
        "op",
        "Measure a multiplier, built-in or your own: what it computes, its figures, its picture, its cost.",
        "qmac op inspect verilog:mul8s.v --svg mul8s.svg")
    {
        OpInspectCommand.Create(),
        OpListCommand.Create(),
        OpExportCommand.Create(),
        OpCostCommand.Create(),
    };
}
