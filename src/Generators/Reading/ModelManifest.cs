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

/// <summary>The <c>QMacModel</c> and <c>QMacOperator</c> items of a project, as <c>QMacVerify.Generators.targets</c> lists them for the source generator.</summary>
/// <remarks>
/// A line names the schema and the project's folder; then a line per item, first its kind, its fields parted by tabs.
/// Nothing is escaped: any character but tab and line feed stands for itself, and a value with one of these gives a line
/// with a wrong number of fields, which is refused.
/// </remarks>
/// <param name="Items">The models that can be compiled.</param>
/// <param name="Operators">Files of exported operators, as <see cref="PathKey"/>s.</param>
/// <param name="Problems">Why others cannot.</param>
public sealed record ModelManifest(EquatableArray<ModelItem> Items, EquatableArray<string> Operators, EquatableArray<DiagnosticInfo> Problems)
{
    /// <summary>Name of the file, whatever its folder.</summary>
    public const string FileName = "qmac.models.tsv";

    private const string Schema = "qmac.models/2";
    private const string ModelKind = "model";
    private const string OperatorKind = "operator";
    private const int ModelFields = 9;
    private const int OperatorFields = 2;

    public static ModelManifest Empty { get; } = new(EquatableArray<ModelItem>.Empty, EquatableArray<string>.Empty, EquatableArray<DiagnosticInfo>.Empty);

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
        List<string> operators = [];
        List<DiagnosticInfo> problems = [];
        HashSet<string> classes = new(StringComparer.OrdinalIgnoreCase);
        for (int line = 1; line < lines.Length; line++)
        {
            string[] fields = lines[line].Split('\t');
            if (fields[0] == OperatorKind && fields.Length == OperatorFields)
            {
                operators.Add(PathKey.Of(head[1], fields[1]));
            }
            else if (fields[0] != ModelKind || fields.Length != ModelFields)
            {
                problems.Add(Problem(file, line + 1, Invariant(
                    $"a QMacModel item has {ModelFields} fields and a QMacOperator item {OperatorFields}, found {fields.Length}; their metadata may contain no tab and no line break")));
            }
            else if (ReadModel(head[1], fields, classes, out DiagnosticInfo problem) is ModelItem item)
            {
                items.Add(item);
            }
            else
            {
                problems.Add(problem);
            }
        }

        return new ModelManifest(items.ToEquatableArray(), operators.ToEquatableArray(), problems.ToEquatableArray());
    }

    private static ModelItem? ReadModel(string projectFolder, string[] fields, HashSet<string> classes, out DiagnosticInfo problem)
    {
        FilePosition project = FilePosition.StartOf(fields[8]);
        string folder = PathKey.Of(projectFolder, fields[1]);
        string className = fields[2].Length > 0 ? fields[2] : CSharpNames.PascalCase(folder.Substring(folder.LastIndexOf('/') + 1), "Model");
        if (ReadStrategies(fields[7]) is not EquatableArray<StrategyRequest> strategies)
        {
            problem = new DiagnosticInfo(Descriptors.ManifestInvalid, project, $"Strategies {Quote(fields[7])} of {Quote(fields[1])} is not LAYER=NAME|LAYER=NAME");
            return null;
        }

        // Files are named after classes, and some file systems do not tell upper case from lower.
        problem = new DiagnosticInfo(Descriptors.ClassNameClash, project, className);
        return classes.Add(className)
            ? new ModelItem(
                folder, className, fields[3], Optional(fields[4]), Optional(fields[5]),
                fields[6].Length == 0 ? null : PathKey.Of(projectFolder, fields[6]), strategies, project)
            : null;
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
