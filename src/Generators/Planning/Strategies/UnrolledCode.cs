using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
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
        foreach (SyntaxNode node in SyntaxFactory.ParseStatement(statement).DescendantNodes())
        {
            (int nodeInstructions, int nodeBytes) = node switch
            {
                // Address of the span and a constant or computed index, call of its indexer, load.
                ElementAccessExpressionSyntax => (3, 10),

                // Stores; of a compound one loads and adds before.
                AssignmentExpressionSyntax assignment => assignment.IsKind(SyntaxKind.SimpleAssignmentExpression) ? (1, 2) : (3, 5),
                InvocationExpressionSyntax => (1, 5),
                LiteralExpressionSyntax literal => (1, IsByte(literal) ? 2 : 5),
                IdentifierNameSyntax when IsLoaded(node) => (1, 2),
                BinaryExpressionSyntax or CastExpressionSyntax => (1, 1),
                PrefixUnaryExpressionSyntax unary => unary.Operand is LiteralExpressionSyntax ? (0, 0) : (1, 1),
                _ => (0, 0),
            };
            instructions += nodeInstructions;
            bytes += nodeBytes;
        }

        return (instructions, bytes);
    }

    /// <summary>Whether a name is a variable's whose value is read: neither of a span, which is counted with its element, nor of a class or method.</summary>
    private static bool IsLoaded(SyntaxNode name) => name.Parent switch
    {
        ElementAccessExpressionSyntax access => access.Expression != name,
        InvocationExpressionSyntax or MemberAccessExpressionSyntax => false,
        AssignmentExpressionSyntax assignment => assignment.Left != name,
        _ => true,
    };

    /// <summary>Whether a literal, or its complement or negative, is an int8.</summary>
    private static bool IsByte(LiteralExpressionSyntax literal) => literal.Token.Value is int value && value <= sbyte.MaxValue;
}
