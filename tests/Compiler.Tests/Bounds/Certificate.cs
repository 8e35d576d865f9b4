using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using QMacVerify.Checker;
using QMacVerify.Checker.Certificate;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Bounds.Deviation;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Reading;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Bounds;

/// <summary>A D_sound.json with its elements, and what it is about.</summary>
internal sealed record Certificate
{
    private const string ElementsName = "D_sound.bin";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public required Network Network { get; init; }

    public required OperatorAssignment Operators { get; init; }

    public required ConstraintsResult Result { get; init; }

    /// <summary>Content of the file of elements; null for none.</summary>
    public byte[]? Elements { get; init; }

    /// <summary>What is changed in the file; its digest is made right again.</summary>
    public Action<JsonObject>? Edit { get; init; }

    /// <summary>What analysis writes.</summary>
    public static Certificate Of(Network network, OperatorAssignment operators, InputRegion region, AnalysisOptions? options = null) =>
        Of(network, operators, region, Compiler.Bounds.IntervalAnalysis.Run(network, operators, region, options), options);

    /// <summary>What an analysis writes that came to some bounds.</summary>
    public static Certificate Of(Network network, OperatorAssignment operators, InputRegion region, NetworkBounds bounds, AnalysisOptions? options = null) => new()
    {
        Network = network,
        Operators = operators,
        Result = Compiler.Bounds.Constraints.Describe(network, operators, region, bounds.Layers, observation: null) with
        {
            Register = (options ?? AnalysisOptions.Default).Register,
        },
        Elements = ElementsFile.Of(ElementsName, network.Graph, bounds.Tensors).Content,
    };

    /// <summary>What an analysis writes that came to how far a network can be from the exact one.</summary>
    public static Certificate Of(Network network, OperatorAssignment operators, InputRegion region, NetworkDeviation deviation) => new()
    {
        Network = network,
        Operators = operators,
        Result = DeviationConstraints.Describe(network, operators, region, deviation),
        Elements = ElementsFile.Of(ElementsName, network.Graph, deviation.Approximate.Tensors).Content,
    };

    /// <summary>The file.</summary>
    public string ToFile()
    {
        if (Edit is null)
        {
            return ConstraintsWriter.Write(Result, Network.Identity(), Elements is null ? null : new ElementsFile(ElementsName, Elements));
        }

        JsonObject root = (this with { Edit = null }).Parse();
        Edit(root);
        return TextDigest.Append(root.ToJsonString(Indented) + "\n");
    }

    /// <summary>The members of the file but its digest.</summary>
    public JsonObject Parse()
    {
        JsonObject root = JsonNode.Parse(ToFile())!.AsObject();
        root.Remove("digest");
        return root;
    }

    /// <summary>The verdict.</summary>
    /// <param name="file">In place of the file.</param>
    /// <param name="samples">One of which is the centre of a ball.</param>
    public Verdict Check(byte[]? file = null, IEnumerable<IReadOnlyList<sbyte[]>>? samples = null) => CertificateChecker.Check(new CheckRequest(
        file ?? Encoding.UTF8.GetBytes(ToFile()), new Package(Network, Network.Identity()), MultiplierOf, name => name == ElementsName ? Elements : null)
        {
            Region = new RegionGiven(samples),
        });

    /// <summary>Circuits of tests have ids that no file knows.</summary>
    private (Multiplier? Found, string Error) MultiplierOf(string id) => (
        Operators.Multipliers.FirstOrDefault(multiplier => multiplier.Spec == id) ?? OperatorSpec.ParseMultiplier(id, out _), "no circuit has this id");
}
