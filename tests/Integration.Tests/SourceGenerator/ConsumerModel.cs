using QMacVerify.Generators;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;

namespace QMacVerify.Integration.Tests.SourceGenerator;

/// <summary>What a project asks for, once as an item, once as a command line, once as a request.</summary>
/// <param name="Network">The network.</param>
/// <param name="Package">Folder of its package.</param>
/// <param name="Class">Class to generate, or null for the default.</param>
internal sealed record ConsumerModel(Network Network, string Package, string? Class)
{
    public string Namespace { get; init; } = "Demo";

    public string? Multiplier { get; init; }

    public string? Adder { get; init; }

    /// <summary>File with operators layer by layer.</summary>
    public string? Assign { get; init; }

    /// <summary>Strategy of the first layer.</summary>
    public string? Strategy { get; init; }

    /// <summary>The generated class.</summary>
    public string ClassName => Class ?? CSharpNames.ClassName(Network.Graph.Name);

    private string FirstLayer => Network.Graph.MacNodes.First().Name;

    /// <summary>The item of a project whose root namespace is Demo.</summary>
    public string Item => $"<QMacModel Include=\"{Package}\"{Metadata("Class", Class)}{Metadata("Namespace", Namespace == "Demo" ? null : Namespace)}"
        + $"{Metadata("Multiplier", Multiplier)}{Metadata("Adder", Adder)}{Metadata("Assign", Assign)}"
        + $"{Metadata("Strategies", Strategy is null ? null : $"{FirstLayer}={Strategy}|")} />";

    /// <summary>The command line that asks for the same.</summary>
    public string[] Arguments =>
    [
        "compile", "--pkg", Package, "--namespace", Namespace, .. Option("--class", Class), .. Option("--amul", Multiplier), .. Option("--aadd", Adder),
        .. Option("--assign", Assign), .. Option("--strategy", Strategy is null ? null : $"{FirstLayer}={Strategy}"),
    ];

    /// <summary>The same in memory.</summary>
    /// <param name="package">Texts of the package.</param>
    /// <param name="operators">Exported multipliers.</param>
    /// <param name="assign">The file with operators layer by layer, if there is one.</param>
    public CompileRequest Request(PackageTexts package, OperatorLibrary operators, TextFile? assign) => new(
        package,
        new PlanRequest(
            Class,
            Namespace,
            new OperatorRequest(
                Multiplier is null ? null : MultiplierSpec.Parse(Multiplier, out _), Adder is null ? null : OperatorSpec.ParseAdder(Adder, out _), assign),
            Strategy is null ? EquatableArray<StrategyRequest>.Empty : EquatableArray.Of(new StrategyRequest(FirstLayer, Strategy))),
        operators);

    private static string Metadata(string name, string? value) =>
        value is null ? "" : $" {name}=\"{value.Replace(";", "%3B", StringComparison.Ordinal)}\"";

    private static string[] Option(string name, string? value) => value is null ? [] : [name, value];
}
