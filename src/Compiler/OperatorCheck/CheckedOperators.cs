using QMacVerify.Generators.Circuits;

namespace QMacVerify.Compiler.OperatorCheck;

/// <summary>The built-in operators with the parameters that a complete check covers: every form, and the ends that models can bear.</summary>
internal static class CheckedOperators
{
    public static IReadOnlyList<Multiplier> Multipliers { get; } =
    [
        new ExactMultiplier(),
        .. new[] { 1, 2, 3, 4, 8 }.Select(drop => new TruncatedMultiplier(drop)),
        .. new[] { 1, 2, 3 }.Select(drop => new OperandTruncatedMultiplier(drop)),
        .. new[] { 2, 3, 4 }.Select(drop => new ColumnTruncatedMultiplier(drop)),
        new BrokenArrayMultiplier(1, 0),
        new BrokenArrayMultiplier(1, 3),
        new BrokenArrayMultiplier(2, 5),
        .. new[] { 3, 4, 5, 6 }.Select(kept => new DrumMultiplier(kept)),
        new MitchellMultiplier(),
    ];

    public static IReadOnlyList<Adder> Adders { get; } =
    [
        new ExactAdder(),
        new TruncatedAdder(2),
        new TruncatedAdder(4),
        new LowerPartOrAdder(4),
        new LowerPartOrAdder(8),
        new ErrorTolerantAdder(4),
        new ErrorTolerantAdder(8),
    ];
}
