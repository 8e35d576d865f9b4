using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Reading;

/// <summary>A <c>QMacModel</c> item of a project.</summary>
/// <param name="Folder">Of the package, as a <see cref="PathKey"/>.</param>
/// <param name="ClassName">Class to generate, or null for one named after the graph.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Multiplier">Multiplier of every layer, or null for what the package says.</param>
/// <param name="Adder">Adder of every layer, or null for what the package says.</param>
/// <param name="Assign">File with the operators of each layer, as a <see cref="PathKey"/>, or null.</param>
/// <param name="Strategies">Layers whose strategy is forced.</param>
/// <param name="Position">The project file that has the item.</param>
public sealed record ModelItem(
    string Folder,
    string? ClassName,
    string Namespace,
    MultiplierSpec? Multiplier,
    Adder? Adder,
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
/// The file is C#, an attribute for each item with all of its metadata as arguments: what MSBuild's task for assembly
/// attributes writes is the one listing in which metadata show up that nobody expected, a misspelled one among them.
/// </remarks>
/// <param name="Items">The models that can be compiled.</param>
/// <param name="Operators">Files of exported operators, as <see cref="PathKey"/>s.</param>
/// <param name="Problems">Why others cannot.</param>
public sealed record ModelManifest(EquatableArray<ModelItem> Items, EquatableArray<string> Operators, EquatableArray<DiagnosticInfo> Problems)
{
    /// <summary>Name of the file, whatever its folder.</summary>
    public const string FileName = "qmac.models.txt";

    private const string Schema = "qmac.models/3";

    public static ModelManifest Empty { get; } = new(EquatableArray<ModelItem>.Empty, EquatableArray<string>.Empty, EquatableArray<DiagnosticInfo>.Empty);

    /// <summary>Reads a manifest; items that cannot be used become problems.</summary>
    public static ModelManifest Read(TextFile file)
    {
        IReadOnlyList<ManifestItem> entries = ManifestItem.ReadAll(file.Text ?? "");
        if (entries.FirstOrDefault(entry => entry.Kind == "QMacProject") is not ManifestItem project || project["Schema"] != Schema)
        {
            return Empty with
            {
                Problems = EquatableArray.Of(new DiagnosticInfo(
                    Descriptors.ManifestInvalid, FilePosition.StartOf(file.Path), $"{FileName} is not of the form {Schema}: build the project again")),
            };
        }

        List<ModelItem> items = [];
        List<string> operators = [];
        List<DiagnosticInfo> problems = [];
        foreach (ManifestItem entry in entries)
        {
            try
            {
                if (entry.Kind == "QMacModel")
                {
                    items.Add(ReadModel(project["Folder"], entry));
                }
                else if (entry.Kind == "QMacOperator")
                {
                    entry.RequireKnown();
                    operators.Add(PathKey.Of(project["Folder"], entry.Identity));
                }
            }
            catch (DiagnosticException e)
            {
                problems.Add(e.Diagnostic);
            }
        }

        return new ModelManifest(items.ToEquatableArray(), operators.ToEquatableArray(), problems.ToEquatableArray());
    }

    private static ModelItem ReadModel(string projectFolder, ManifestItem entry)
    {
        entry.RequireKnown("Class", "Namespace", "Multiplier", "Adder", "Assign", "Strategies");
        string error = "";
        MultiplierSpec? multiplier = entry.Optional("Multiplier") is string multiplierText ? MultiplierSpec.Parse(multiplierText, out error) : null;
        Adder? adder = entry.Optional("Adder") is string adderText && error.Length == 0 ? OperatorSpec.ParseAdder(adderText, out error) : null;
        return error.Length > 0 ? throw entry.Error(Descriptors.OperatorSpecInvalid, error) : new ModelItem(
            PathKey.Of(projectFolder, entry.Identity), entry.Optional("Class"), entry["Namespace"], multiplier, adder,
            entry.Optional("Assign") is string assign ? PathKey.Of(projectFolder, assign) : null, ReadStrategies(entry), entry.Position);
    }

    /// <summary>Reads <c>LAYER=NAME|LAYER=NAME</c>.</summary>
    private static EquatableArray<StrategyRequest> ReadStrategies(ManifestItem entry) => entry["Strategies"]
        .Split(['|'], StringSplitOptions.RemoveEmptyEntries)
        .Select(text => StrategyRequest.Parse(text.Trim()) ?? throw entry.Error(
            Descriptors.ManifestInvalid, $"Strategies {Quote(entry["Strategies"])} of {Quote(entry.Identity)} is not LAYER=NAME|LAYER=NAME"))
        .ToEquatableArray();
}
