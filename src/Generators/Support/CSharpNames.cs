using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace QMacVerify.Generators.Support;

/// <summary>What C# takes as a name.</summary>
public static class CSharpNames
{
    private const int MaxLength = 60;

    /// <summary>Whether a text can name a class without an <c>@</c>.</summary>
    /// <remarks>No keyword has a capital, so that the C# compiler is asked, and loaded, for unusual names only.</remarks>
    public static bool IsIdentifier(string text) =>
        PascalCase(text, "") == text ? text.Length > 0 && char.IsLetter(text[0]) : IsAnyIdentifier(text);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsAnyIdentifier(string text) =>
        SyntaxFacts.IsValidIdentifier(text)
        && !text.Any(Text.IsHidden)
        && SyntaxFacts.GetKeywordKind(text) == SyntaxKind.None
        && SyntaxFacts.GetContextualKeywordKind(text) == SyntaxKind.None;

    /// <summary>A class name from any text, none of <see cref="EmittedNames"/>.</summary>
    public static string ClassName(string text)
    {
        string name = PascalCase(text, "Model");
        return EmittedNames.All.Contains(name) ? name + "Model" : name;
    }

    /// <summary>An identifier from any text: <c>conv2d_1</c> to <c>Conv2d1</c>. Only ASCII letters and digits survive.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="fallback">Stands before a leading digit, and alone where nothing is left.</param>
    public static string PascalCase(string text, string fallback)
    {
        StringBuilder identifier = new();
        bool startsWord = true;
        foreach (char c in text)
        {
            bool isDigit = c is >= '0' and <= '9';
            bool isLetter = c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z');
            if (!isDigit && !isLetter)
            {
                startsWord = true;
                continue;
            }

            if (isDigit && identifier.Length == 0)
            {
                identifier.Append(fallback);
            }

            identifier.Append(startsWord ? char.ToUpperInvariant(c) : c);
            startsWord = false;
            if (identifier.Length == MaxLength)
            {
                break;
            }
        }

        return identifier.Length == 0 ? fallback : identifier.ToString();
    }
}
