using System.Globalization;
using System.Text.RegularExpressions;
using QMacVerify.Generators.Circuits;

namespace QMacVerify.Generators.Planning.Strategies;

/// <summary>How much written-out code one method may hold.</summary>
/// <remarks>
/// Above about 20,000 IL instructions or 60,000 bytes of IL the JIT silently compiles without optimization, seven times
/// slower. We stay below half of that. The costs are upper bounds; a test counts the IL of compiled kernels.
/// </remarks>
internal static class UnrolledCode
{
    private const int MaxInstructions = 10_000;
    private const int MaxBytes = 25_000;

    private const int InstructionsPerMethod = 80;
    private const int BytesPerMethod = 250;

    /// <summary>Start value, requantization and store of one channel.</summary>
    private const int InstructionsPerChannel = 24;
    private const int BytesPerChannel = 90;

    private static readonly Regex Token = new(@"\w+|<<=|>>=|[-+*/%&|^=!<>]=|<<|>>|&&|\|\||\S", RegexOptions.CultureInvariant);

    /// <summary>Output channels that fit into one method; 0 when not even one does.</summary>
    public static int ChannelsPerMethod(int taps, OperatorPair operators)
    {
        (int instructions, int bytes) = Cost(operators.Adder.AddStatement("acc", operators.Multiplier.ProductExpression("x[0]", "1")));
        int byInstructions = (MaxInstructions - InstructionsPerMethod) / ((taps * instructions) + InstructionsPerChannel);
        int byBytes = (MaxBytes - BytesPerMethod) / ((taps * bytes) + BytesPerChannel);
        return Math.Min(byInstructions, byBytes);
    }

    /// <summary>Instructions and bytes of IL that a statement of an operator takes at most.</summary>
    /// <remarks>By its tokens: a plan is made without the C# compiler.</remarks>
    private static (int Instructions, int Bytes) Cost(string statement)
    {
        string[] tokens = [.. Token.Matches(statement).Cast<Match>().Select(match => match.Value)];
        int instructions = 0;
        int bytes = 0;
        for (int i = 0; i < tokens.Length; i++)
        {
            (int tokenInstructions, int tokenBytes) = CostOfToken(i == 0 ? "" : tokens[i - 1], tokens[i], i + 1 == tokens.Length ? "" : tokens[i + 1]);
            instructions += tokenInstructions;
            bytes += tokenBytes;
        }

        return (instructions, bytes);
    }

    /// <summary>What a token takes between its neighbours.</summary>
    private static (int Instructions, int Bytes) CostOfToken(string before, string token, string after) => token switch
    {
        // Address of a span and a constant or computed index, call of its indexer, load.
        "[" => (3, 10),

        // Stores; of a compound one loads and adds before.
        "=" => (1, 2),
        _ when IsCompoundAssignment(token) => (3, 5),

        // A call; a cast is counted with its type.
        "(" => IsName(before) ? (1, 5) : (0, 0),
        ")" or "]" or "," or "." or ";" or "?" or ":" => (0, 0),
        _ when char.IsDigit(token[0]) => (1, IsByte(token) ? 2 : 5),
        _ when IsType(token) => (1, 1),

        // A variable whose value is read: neither a span, which is counted with its element, nor a class or a method.
        _ when IsName(token) => before == "." || after is "[" or "(" or "." or "=" || IsCompoundAssignment(after) ? (0, 0) : (1, 2),

        // The complement or negative of a literal is one.
        "~" or "-" when char.IsDigit(after[0]) && !IsOperand(before) => (0, 0),
        _ => (1, 1),
    };

    private static bool IsCompoundAssignment(string token) => token.Length > 1 && token[token.Length - 1] == '=' && token is not ("==" or "!=" or "<=" or ">=");

    private static bool IsName(string token) => token.Length > 0 && (char.IsLetter(token[0]) || token[0] == '_') && !IsType(token);

    private static bool IsType(string token) => token is "int" or "uint" or "short" or "ushort" or "sbyte" or "byte" or "long" or "ulong";

    private static bool IsOperand(string token) => token is ")" or "]" || IsName(token) || (token.Length > 0 && char.IsDigit(token[0]));

    /// <summary>Whether a literal, or its complement or negative, is an int8.</summary>
    private static bool IsByte(string literal) =>
        int.TryParse(literal, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value <= sbyte.MaxValue
        : literal.StartsWith("0x", StringComparison.Ordinal)
            && int.TryParse(literal.Substring(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int bits) && bits is >= 0 and <= sbyte.MaxValue;
}
