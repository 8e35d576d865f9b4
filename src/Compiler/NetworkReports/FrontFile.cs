using QMacVerify.Compiler.Evaluation;
using QMacVerify.Compiler.Files;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support.Json;
using QMacVerify.Runtime;

namespace QMacVerify.Compiler.NetworkReports;

/// <summary>Reads the <c>front.json</c> of <c>qmac search</c>.</summary>
internal static class FrontFile
{
    public const string Name = "front.json";

    private const int MaxBytes = 1 << 26;

    /// <summary>Reads a front of a package.</summary>
    /// <param name="path">The file, or the folder that it is in.</param>
    /// <param name="package">The package that it must be of.</param>
    /// <param name="graph">Its network.</param>
    /// <param name="operators">The assignment that the report is about.</param>
    /// <exception cref="InputException">It is something else, or of another package.</exception>
    /// <exception cref="Generators.Diagnostics.DiagnosticException">It is no JSON, or lacks something.</exception>
    public static FrontRecord Read(string path, PackageIdentity package, QuantizedGraph graph, OperatorAssignment operators)
    {
        string file = Directory.Exists(path) ? Path.Combine(path, Name) : path;
        JsonValue root = BoundedFile.ReadJson(file, MaxBytes);
        root.RequireSchema(SearchReport.Schema, "make it with qmac search");
        JsonValue model = root.Get("model");
        if (package.Refusal(model.Text("name"), model.Text("sha256")) is string refusal)
        {
            throw new InputException($"{Name} {refusal}: give the package that qmac search had");
        }

        string? chosen = root.Find("chosen")?.AsText();
        return new FrontRecord(
            root.Text("cost_unit"),
            Data(root.Get("searched").Get("data")),
            Data(root.Get("unseen").Get("data")),
            root.Integer("evaluations", 0, int.MaxValue),
            root.Get("seed").Number,
            [.. root.List("front").Select(point => Point(point, chosen, graph, operators))],
            [.. root.List("uniform").Select(Uniform)]);
    }

    private static FrontData Data(JsonValue data) => new(data.Text("name"), data.Find("split")?.AsText(), data.Integer("samples", 1, int.MaxValue));

    private static FrontEntry Point(JsonValue point, string? chosen, QuantizedGraph graph, OperatorAssignment operators)
    {
        FrontLayer[] layers = [.. point.List("layers").Select(layer => new FrontLayer(layer.Text("name"), WithoutFolder(layer.Text("multiplier")), layer.Text("adder")))];
        FrontEntry entry = Entry(point.Text("assign"), point);
        return entry with { Layers = layers, IsChosen = entry.Name == chosen, IsReported = IsOf(layers, graph, operators) };
    }

    private static FrontEntry Uniform(JsonValue point) => Entry($"all {WithoutFolder(point.Text("multiplier"))}", point) with { IsUniform = true };

    private static FrontEntry Entry(string name, JsonValue point) =>
        new(name, point.Get("cost").AsReal(0, double.MaxValue), Figures(point.Get("searched")), Figures(point.Get("unseen")))
        {
            LogitLsb = point.Find("certified")?.Integer("logit_lsb", 0, int.MaxValue),
            IsTrivial = point.Find("certified")?.Flag("trivial") == true,
        };

    private static FrontFigures Figures(JsonValue row)
    {
        int samples = row.Integer("samples", 1, int.MaxValue);
        return new FrontFigures(
            row.Find("correct") is JsonValue correct ? new Rate(correct.AsInteger(0, samples), samples) : null,
            row.Get("max_lsb").AsReal(0, double.MaxValue),
            row.Get("mean_lsb").AsReal(0, double.MaxValue));
    }

    /// <summary>Whether layers of products have these operators. Files have one spec by their name, wherever they lie.</summary>
    private static bool IsOf(FrontLayer[] layers, QuantizedGraph graph, OperatorAssignment operators)
    {
        Dictionary<string, FrontLayer> named = layers.GroupBy(layer => layer.Name).ToDictionary(group => group.Key, group => group.Last());
        return layers.Length > 0 && graph.MacNodes.All(node =>
            named.TryGetValue(node.Name, out FrontLayer? layer)
            && operators.For(node.Name) is var pair && pair.Multiplier.Spec == layer.Multiplier && pair.Adder.Spec == layer.Adder);
    }

    private static string WithoutFolder(string spec) => spec.IndexOf(':') is >= 0 and var colon && spec.LastIndexOfAny(['/', '\\']) is var slash && slash > colon
        ? spec[..(colon + 1)] + spec[(slash + 1)..]
        : spec;
}
