using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Reading;

/// <summary>An item of a project with all of its metadata, whose names do not depend on case.</summary>
internal sealed class ManifestItem
{
    private const string IdentityName = "QMacIdentity";
    private const string ProjectName = "QMacProjectFile";

    /// <summary>Metadata that an editor may add to any item.</summary>
    private static readonly string[] OfEditors = ["Link", "SubType", "Visible"];

    private readonly Dictionary<string, string> _metadata = new(StringComparer.OrdinalIgnoreCase);

    private ManifestItem(string kind) => Kind = kind;

    /// <summary>Name of the item.</summary>
    public string Kind { get; }

    /// <summary>What the item includes.</summary>
    public string Identity => this[IdentityName];

    /// <summary>The project file that has the item.</summary>
    public FilePosition Position => FilePosition.StartOf(this[ProjectName]);

    /// <summary>A value; empty where there is none, as in MSBuild.</summary>
    public string this[string name] => _metadata.TryGetValue(name, out string? value) ? value : "";

    /// <summary>Reads items from the attributes that stand for them: <c>[assembly: Kind(Name="value", …)]</c>.</summary>
    /// <remarks>By tokens, because a name of metadata may be a keyword, and long values are written as sums of shorter ones.</remarks>
    public static IReadOnlyList<ManifestItem> ReadAll(string text)
    {
        SyntaxToken[] tokens = SyntaxFactory.ParseTokens(text).ToArray();
        List<ManifestItem> items = [];
        string name = "";
        for (int i = 0; i < tokens.Length; i++)
        {
            switch (tokens[i].Kind())
            {
                case SyntaxKind.OpenBracketToken when i + 3 < tokens.Length:
                    items.Add(new ManifestItem(tokens[i + 3].Text));
                    break;
                case SyntaxKind.EqualsToken:
                    name = tokens[i - 1].ValueText;
                    break;
                case SyntaxKind.StringLiteralToken when items.Count > 0:
                    ManifestItem item = items[items.Count - 1];
                    item._metadata[name] = item[name] + tokens[i].ValueText;
                    break;
            }
        }

        return items;
    }

    /// <summary>A value, or null where there is none.</summary>
    public string? Optional(string name) => this[name] is { Length: > 0 } value ? value : null;

    /// <summary>Refuses metadata that mean nothing.</summary>
    /// <param name="known">Names of those that do.</param>
    public void RequireKnown(params string[] known)
    {
        foreach (string name in _metadata.Keys.Except(known.Concat(OfEditors).Concat([IdentityName, ProjectName]), StringComparer.OrdinalIgnoreCase))
        {
            throw Error(Descriptors.MetadataUnknown, $"{Kind} {Quote(Identity)} has {Quote(name)}, which means nothing; {NearName.Hint(name, known)}");
        }
    }

    /// <summary>A problem with this item.</summary>
    public DiagnosticException Error(ProblemDescriptor descriptor, string message) => new(new DiagnosticInfo(descriptor, Position, message));
}
