using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Reading;

/// <summary>A <c>QMacModel</c> item of a project.</summary>
/// <param name="Folder">Of the package, as a <see cref="PathKey"/>.</param>
/// <param name="ClassName">Class to generate.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Multiplier">Multiplier of every layer, or null for what the package says.</param>
/// <param name="Adder">Adder of every layer, or null for what the package says.</param>
/// <param name="Assign">File with the operators of each layer, as a <see cref="PathKey"/>, or null.</param>
/// <param name="Strategies">Layers whose strategy is forced.</param>
/// <param name="Position">The project file that has the item.</param>
public sealed record ModelItem(
    string Folder,
    string ClassName,
    string Namespace,
    string? Multiplier,
    string? Adder,
    string? Assign,
    EquatableArray<StrategyRequest> Strategies,
    FilePosition Position)
{
    /// <summary>The files that compiling the item needs, as <see cref="PathKey"/>s.</summary>
    public IEnumerable<string> Files => new[] { FileOf(PackageTexts.GraphFile), FileOf(PackageTexts.QuantSpecFile), FileOf(PackageTexts.ParametersFile), Assign }.OfType<string>();

    /// <summary>A file of the package, as a <see cref="PathKey"/>.</summary>
    public string FileOf(string name) => $"{Folder}/{name}";
}

/// <summary>The <c>QMacModel</c> items of a project, as <c>QMacVerify.Generators.targets</c> lists them for the source generator.</summary>
/// <remarks>
/// A line names the schema and the project's folder; then a line per item, its fields parted by tabs. Nothing is escaped:
/// any character but tab and line feed stands for itself, and a value with one of these gives a line with a wrong number
/// of fields, which is refused.
/// </remarks>
/// <param name="Items">Those that can be compiled.</param>
/// <param name="Problems">Why others cannot.</param>
public sealed record ModelManifest(EquatableArray<ModelItem> Items, EquatableArray<DiagnosticInfo> Problems)
{
    /// <summary>Name of the file, whatever its folder.</summary>
    public const string FileName = "qmac.models.tsv";

    private const string Schema = "qmac.models/1";
    private const int FieldCount = 8;

    public static ModelManifest Empty { get; } = new(EquatableArray<ModelItem>.Empty, EquatableArray<DiagnosticInfo>.Empty);

    /// <summary>Reads a manifest; lines that cannot be used become problems.</summary>
    public static ModelManifest Read(TextFile file)
    {
        string[] lines = (file.Text ?? "").Replace("\r", "").TrimEnd('\n').Split('\n');
        string[] head = lines[0].Split('\t');
        if (head.Length != 2 || head[0] != Schema)
        {
            return Empty with { Problems = EquatableArray.Of(Problem(file, 1, $"{FileName} does not begin with {Schema} and the project's folder")) };
        }

        List<ModelItem> items = [];
        List<DiagnosticInfo> problems = [];
        HashSet<string> classes = new(StringComparer.OrdinalIgnoreCase);
        for (int line = 1; line < lines.Length; line++)
        {
            string[] fields = lines[line].Split('\t');
            if (fields.Length != FieldCount)
            {
                problems.Add(Problem(file, line + 1, Invariant(
                    $"a QMacModel item has {fields.Length} fields instead of {FieldCount}; its metadata may contain no tab and no line break")));
                continue;
            }

            FilePosition project = FilePosition.StartOf(fields[7]);
            if (ReadStrategies(fields[6]) is not EquatableArray<StrategyRequest> strategies)
            {
                problems.Add(new DiagnosticInfo(Descriptors.ManifestInvalid, project, $"Strategies {Quote(fields[6])} of {Quote(fields[0])} is not LAYER=NAME|LAYER=NAME"));
                continue;
            }

            string folder = PathKey.Of(head[1], fields[0]);
            string className = fields[1].Length > 0 ? fields[1] : CSharpNames.PascalCase(folder.Substring(folder.LastIndexOf('/') + 1), "Model");

            // Files are named after classes, and some file systems do not tell upper case from lower.
            if (!classes.Add(className))
            {
                problems.Add(new DiagnosticInfo(Descriptors.ClassNameClash, project, className));
                continue;
            }

            items.Add(new ModelItem(
                folder, className, fields[2], Optional(fields[3]), Optional(fields[4]),
                fields[5].Length == 0 ? null : PathKey.Of(head[1], fields[5]), strategies, project));
        }

        return new ModelManifest(items.ToEquatableArray(), problems.ToEquatableArray());
    }

    /// <summary>Reads <c>LAYER=NAME|LAYER=NAME</c>; the last <c>=</c> counts, since names of layers are any text.</summary>
    private static EquatableArray<StrategyRequest>? ReadStrategies(string text)
    {
        List<StrategyRequest> requests = [];
        foreach (string entry in text.Split(['|'], StringSplitOptions.RemoveEmptyEntries))
        {
            int end = entry.LastIndexOf('=');
            if (end < 0)
            {
                return null;
            }

            requests.Add(new StrategyRequest(entry.Substring(0, end).Trim(), entry.Substring(end + 1).Trim()));
        }

        return requests.ToEquatableArray();
    }

    private static string? Optional(string field) => field.Length == 0 ? null : field;

    private static DiagnosticInfo Problem(TextFile file, int line, string message) =>
        new(Descriptors.ManifestInvalid, new FilePosition(file.Path, line, 1), message);
}
