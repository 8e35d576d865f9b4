using System.Text.RegularExpressions;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Architecture;

/// <summary>The folders of a project, lowest first, as <c>docs/architecture.md</c> lists them. Nothing else states the order.</summary>
/// <param name="Units">One for each line of the page; the folders of one line may use each other.</param>
internal sealed partial record FolderOrder(IReadOnlyList<IReadOnlyList<string>> Units)
{
    public IEnumerable<string> Folders => Units.SelectMany(unit => unit);

    /// <summary>The list under the heading <c>### `src/PROJECT`</c>.</summary>
    public static FolderOrder Read(string project)
    {
        IEnumerable<string> lines = File.ReadLines(RepositoryFiles.PathOf("docs", "architecture.md"))
            .SkipWhile(line => line != $"### `src/{project}`").Skip(1).TakeWhile(line => !line.StartsWith('#'));
        return new FolderOrder([.. lines.Select(line => Line().Match(line)).Where(match => match.Success)
            .Select(match => match.Groups["folder"].Captures.Select(capture => capture.Value).ToArray())]);
    }

    /// <summary>Whether the folder of a file may use the folder of a type.</summary>
    public bool Allows(TypeUse use) => PositionOf(use.To) <= PositionOf(use.From);

    private int PositionOf(string folder) => Units.TakeWhile(unit => !unit.Contains(folder)).Count();

    [GeneratedRegex(@"^\d+\. (`(?<folder>[^`]+)`(, )?)+: ")]
    private static partial Regex Line();
}
