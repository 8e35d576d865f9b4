using QMacVerify.Generators.Operators;

namespace QMacVerify.Generators.Planning;

/// <summary>How much written-out code one method may hold.</summary>
/// <remarks>
/// Above about 20,000 IL instructions or 60,000 bytes of IL the JIT silently compiles without optimization, seven times
/// slower. We stay below half of that. The costs are upper bounds; a test counts the IL of compiled kernels.
/// </remarks>
internal static class UnrolledCode
{
    public const int MaxInstructions = 10_000;
    public const int MaxBytes = 25_000;

    private const int InstructionsPerMethod = 80;
    private const int BytesPerMethod = 250;

    /// <summary>Start value, requantization and store of one channel.</summary>
    private const int InstructionsPerChannel = 24;
    private const int BytesPerChannel = 90;

    /// <summary>Output channels that fit into one method; 0 when not even one does.</summary>
    public static int ChannelsPerMethod(int taps, OperatorPair operators)
    {
        // An exact product: load acc, address of the span, index, call, load, weight, mul, add, store.
        int instructions = 9;
        int bytes = 24;
        if (operators.Multiplier is not ExactMultiplier)
        {
            instructions += 2;
            bytes += 6;
        }

        if (operators.Adder is not ExactAdder)
        {
            instructions += 6;
            bytes += 9;
        }

        int byInstructions = (MaxInstructions - InstructionsPerMethod) / ((taps * instructions) + InstructionsPerChannel);
        int byBytes = (MaxBytes - BytesPerMethod) / ((taps * bytes) + BytesPerChannel);
        return Math.Min(byInstructions, byBytes);
    }
}
