using System.Globalization;
using System.Text.Json;
using QMacVerify.Compiler.Tests.Commands;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.NetworkReports;

/// <summary>A report of the built-in network with everything that there can be in one, and the files that it was made of.</summary>
public sealed class ReportFiles : IDisposable
{
    /// <summary>Identifiers of the sections.</summary>
    public static readonly string[] Sections = ["overview", "network", "layers", "accuracy", "multipliers", "front", "verification"];

    private readonly TemporaryFolder _folder = new();

    public ReportFiles()
    {
        using JsonDocument package = JsonDocument.Parse(QMac.Success("inspect", "--pkg", Model.Folder, "--json"));
        string[] layers = [.. package.RootElement.GetProperty("layers").EnumerateArray().Where(layer => layer.GetProperty("macs").GetInt64() > 0).Select(layer => layer.GetProperty("name").GetString()!)];
        File.WriteAllText(FrontFile, Front(package.RootElement.GetProperty("model").GetProperty("sha256").GetString()!, layers));
        File.WriteAllText(OpcheckFile, Opcheck);
        QMac.Success(Arguments(Page, Json));
    }

    public CnnSmallPackage Model { get; } = new();

    public string Page => _folder.PathOf("report.html");

    public string Json => _folder.PathOf("report.json");

    public string FrontFile => _folder.PathOf("front.json");

    public string OpcheckFile => _folder.PathOf("opcheck.json");

    /// <summary>Two comparisons of an operator that the network has, and one of another.</summary>
    private static string Opcheck =>
        $$"""
        { "schema": "qmac.opcheck_all/1", "region": null, "self_test": { "injected": 10, "caught": 10, "benches": [] }, "operators": [
          { "kind": "multiplier", "spec": "trunc:4", "table_sha256": "3a986ac98c4f5acd7e2625468e46cf64bc1a620d279843f2c50305408378d461", "status": "equal",
            "simulation": { "status": "equal", "with": "Icarus Verilog 11.0", "vectors": 65536 }, "second_simulation": { "status": "skipped", "reason": "verilator is not on PATH", "vectors": 0 },
            "expression": { "status": "equal", "with": "generated C#", "vectors": 65536 }, "against": null, "proofs": [], "notes": [] },
          { "kind": "adder", "spec": "loa:3", "status": "equal", "simulation": null, "second_simulation": null, "expression": null, "against": null, "proofs": [], "notes": [] } ] }
        """;

    public void Dispose()
    {
        _folder.Dispose();
        Model.Dispose();
    }

    /// <summary>The command line of the report.</summary>
    public string[] Arguments(string page, string json) =>
    [
        "report", "--pkg", Model.Folder, "--amul", "trunc:4", "--data", Model.Images, "--labels", Model.Labels, "--observe", "2", "--search", "4", "--seed", "3",
        "--front", FrontFile, "--opcheck", OpcheckFile, "--out", page, "--json", json,
    ];

    /// <summary>What a JSON file has at a path such as <c>layers.0.macs</c>, as the page writes it.</summary>
    public static string ValueAt(JsonElement root, string path)
    {
        foreach (string step in path.Split('.'))
        {
            root = int.TryParse(step, CultureInfo.InvariantCulture, out int index) ? root[index] : root.GetProperty(step);
        }

        return root.ValueKind == JsonValueKind.String ? root.GetString()! : root.GetRawText();
    }

    /// <summary>A front of three points, the second of which is chosen and the third of which is the report's, and a uniform assignment.</summary>
    private static string Front(string package, string[] layers)
    {
        return $$"""
            { "schema": "qmac.front/1", "model": { "name": "cnn_small", "sha256": "{{package}}" },
              "searched": { "data": { "name": "digits <search>", "samples": 40 } }, "unseen": { "data": { "name": "digits", "split": "report", "samples": 60 } },
              "cost_unit": "gates", "population": 4, "generations": 2, "seed": 7, "evaluations": 12, "chosen": "point-02.json",
              "front": [ {{Point(1, 0.25, 30, "trunc:6")}}, {{Point(2, 0.5, 50, "trunc:5")}}, {{Point(3, 0.75, 58, "trunc:4")}} ],
              "uniform": [ { "multiplier": "table:some/folder/m.npy", "cost": 0.625, "searched": {{Figures(40, 22)}}, "unseen": {{Figures(60, 31)}} } ] }
            """;

        string Point(int number, double cost, int correct, string multiplier) => string.Create(CultureInfo.InvariantCulture, $$"""
            { "assign": "point-0{{number}}.json", "cost": {{cost}}, "searched": {{Figures(40, correct / 2)}}, "unseen": {{Figures(60, correct)}}, "certified": { "local_lsb": 3, "logit_lsb": {{number}}, "trivial": {{(number == 2 ? "false" : "true")}} },
              "layers": [ {{string.Join(", ", layers.Select(layer => $$"""{ "name": "{{layer}}", "multiplier": "{{multiplier}}", "adder": "exact" }"""))}} ] }
            """);

        static string Figures(int samples, int correct) => $$"""{ "samples": {{samples}}, "correct": {{correct}}, "exact_correct": {{samples}}, "max_lsb": 12, "mean_lsb": 1.5 }""";
    }
}
