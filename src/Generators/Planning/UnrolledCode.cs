using System.Globalization;
using System.Text.RegularExpressions;
using QMacVerify.Generators.Circuits;

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

    /// <summary>What becomes IL: operands, literals, called methods, binary operators. A class name does not, nor ~ of a literal, which the compiler folds.</summary>
    private static readonly Regex Tokens = new(@"x\[0\]|[A-Za-z]\w*(?!\w|\.)|(?<![\w])\d\w*|\+=|<<|>>|[-+*&|^]", RegexOptions.CultureInvariant);

    /// <summary>Output channels that fit into one method; 0 when not even one does.</summary>
    public static int ChannelsPerMethod(int taps, OperatorPair operators)
    {
        (int instructions, int bytes) = Cost(operators.Adder.AddStatement("acc", operators.Multiplier.ProductExpression("x[0]", "1")));
        int byInstructions = (MaxInstructions - InstructionsPerMethod) / ((taps * instructions) + InstructionsPerChannel);
        int byBytes = (MaxBytes - BytesPerMethod) / ((taps * bytes) + BytesPerChannel);
        return Math.Min(byInstructions, byBytes);
    }

    /// <summary>Instructions and bytes of IL that a statement of an operator takes at most.</summary>
    private static (int Instructions, int Bytes) Cost(string statement)
    {
        int instructions = 0;
        int bytes = 0;
        foreach (Match token in Tokens.Matches(statement))
        {
            (int tokenInstructions, int tokenBytes) = token.Value switch
            {
                // Address of the span, index, call, load.
                "x[0]" => (4, 13),

                // Loaded or stored.
                "acc" => (1, 2),

                // Address of the span of a table, call of its indexer, load.
                "products" => (3, 10),

                // Added to what acc holds: load, add; the name before it stands for the store.
                "+=" => (2, 3),
                string name when char.IsLetter(name[0]) => (1, 5),
                string literal when char.IsDigit(literal[0]) => (1, IsByte(literal) ? 2 : 5),
                _ => (1, 1),
            };
            instructions += tokenInstructions;
            bytes += tokenBytes;
        }

        return (instructions, bytes);
    }

    /// <summary>Whether a literal, or its complement or negative, is an int8.</summary>
    private static bool IsByte(string literal) => literal.StartsWith("0x", StringComparison.Ordinal)
        ? Convert.ToInt32(literal, 16) <= sbyte.MaxValue
        : Convert.ToInt32(literal, CultureInfo.InvariantCulture) <= sbyte.MaxValue;
}
