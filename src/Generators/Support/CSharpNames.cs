using Microsoft.CodeAnalysis.CSharp;

namespace QMacVerify.Generators.Support;

/// <summary>What C# takes as a name.</summary>
public static class CSharpNames
{
    /// <summary>Whether a text can name a class without an <c>@</c>.</summary>
    public static bool IsIdentifier(string text) =>
        SyntaxFacts.IsValidIdentifier(text)
        && SyntaxFacts.GetKeywordKind(text) == SyntaxKind.None
        && SyntaxFacts.GetContextualKeywordKind(text) == SyntaxKind.None;
}
