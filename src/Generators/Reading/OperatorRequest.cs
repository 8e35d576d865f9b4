using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Reading;

/// <summary>The operators that a command line or a <c>QMacModel</c> item asks for. What is not given comes from the package.</summary>
/// <param name="Multiplier">Multiplier of every layer that nothing else names, or null.</param>
/// <param name="Adder">Adder of every such layer, or null.</param>
/// <param name="Assign">Operators layer by layer, as <see cref="OperatorsReader"/> reads them, over the other two; or null.</param>
public sealed record OperatorRequest(MultiplierSpec? Multiplier, Adder? Adder, TextFile? Assign)
{
    /// <summary>Layers by name or pattern, over all of that; a later one over an earlier one.</summary>
    public EquatableArray<LayerRequest> Layers { get; init; } = EquatableArray<LayerRequest>.Empty;

    /// <summary>Asks for nothing.</summary>
    public static OperatorRequest OfPackage { get; } = new(null, null, null);

    /// <summary>The operators of each layer of a network.</summary>
    /// <param name="graph">The network, with the operators of its package.</param>
    /// <param name="files">Finds multipliers that are files.</param>
    /// <exception cref="DiagnosticException">A file, an operator or a layer cannot be used.</exception>
    public OperatorAssignment Resolve(QuantizedGraph graph, IMultiplierFiles files)
    {
        string[] layers = graph.ProductNodes.Select(layer => layer.Name).ToArray();
        OperatorAssignment operators = graph.Operators.Override(ResolveMultiplier(Multiplier, files), Adder);
        if (Assign is not null)
        {
            operators = ReadAssignment(Assign, layers, operators, files);
        }

        foreach (LayerRequest request in Layers)
        {
            string[] matching = layers.Where(name => name == request.Pattern || NamePattern.Matches(request.Pattern, name)).ToArray();
            operators = matching.Length == 0
                ? throw new DiagnosticException(new DiagnosticInfo(Descriptors.LayerUnknown, null, $"{request}: {NearName.NoLayer(request.Pattern, layers)}"))
                : operators.Override(matching, ResolveMultiplier(request.Multiplier, files), request.Adder);
        }

        return operators;
    }

    /// <summary>The operators where there is no package: what is not given is exact.</summary>
    /// <param name="files">Finds multipliers that are files.</param>
    /// <exception cref="DiagnosticException">The file of the multiplier cannot be used.</exception>
    public OperatorPair ResolvePair(IMultiplierFiles files) =>
        new(ResolveMultiplier(Multiplier, files) ?? OperatorPair.Exact.Multiplier, Adder ?? OperatorPair.Exact.Adder);

    private OperatorAssignment ReadAssignment(TextFile file, string[] layers, OperatorAssignment operators, IMultiplierFiles files)
    {
        string text = file.Text
            ?? throw new DiagnosticException(new DiagnosticInfo(Descriptors.MissingFile, FilePosition.StartOf(file.Path), "the assignment of operators is missing"));
        JsonValue json = JsonReader.Read(file.Path, text);
        RequireGivenOnce(json, "multiplier", Multiplier is not null);
        RequireGivenOnce(json, "adder", Adder is not null);
        OperatorAssignment assigned = OperatorsReader.Read(json, layers, operators, files);
        json.RequireAllRead();
        return assigned;
    }

    /// <summary>The default of a file would hide what is asked for beside it.</summary>
    private static void RequireGivenOnce(JsonValue json, string member, bool isGiven)
    {
        if (isGiven && json.Find("default")?.Find(member) is JsonValue given)
        {
            throw new DiagnosticException(new DiagnosticInfo(
                Descriptors.OperatorSpecInvalid, given.Position, $"the {member} of all layers is given here, and beside this file; leave out one of them"));
        }
    }

    private static Multiplier? ResolveMultiplier(MultiplierSpec? spec, IMultiplierFiles files)
    {
        string error = "";
        return spec is null ? null
            : spec.Resolve(files, out error) ?? throw new DiagnosticException(new DiagnosticInfo(Descriptors.OperatorSpecInvalid, null, error));
    }
}
