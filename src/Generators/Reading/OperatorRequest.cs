using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Reading;

/// <summary>The operators that a command line or a <c>QMacModel</c> item asks for. What is not given comes from the package.</summary>
/// <param name="Multiplier">Multiplier of every layer, or null.</param>
/// <param name="Adder">Adder of every layer, or null.</param>
/// <param name="Assign">Operators layer by layer, as <see cref="OperatorsReader"/> reads them; excludes the other two.</param>
public sealed record OperatorRequest(MultiplierSpec? Multiplier, Adder? Adder, TextFile? Assign)
{
    /// <summary>Asks for nothing.</summary>
    public static OperatorRequest OfPackage { get; } = new(null, null, null);

    /// <summary>The operators of each layer of a network.</summary>
    /// <param name="graph">The network, with the operators of its package.</param>
    /// <param name="files">Finds multipliers that are files.</param>
    /// <exception cref="DiagnosticException">A file, an operator or a layer cannot be used.</exception>
    public OperatorAssignment Resolve(QuantizedGraph graph, IMultiplierFiles files)
    {
        if (Assign is null)
        {
            return graph.Operators.Override(ResolveMultiplier(files), Adder);
        }

        FilePosition start = FilePosition.StartOf(Assign.Path);
        if (Multiplier is not null || Adder is not null)
        {
            throw new DiagnosticException(new DiagnosticInfo(
                Descriptors.OperatorSpecInvalid, start, "operators are assigned layer by layer and for all layers at once; give one or the other"));
        }

        string text = Assign.Text
            ?? throw new DiagnosticException(new DiagnosticInfo(Descriptors.MissingFile, start, "the assignment of operators is missing"));
        JsonValue json = JsonReader.Read(Assign.Path, text);
        OperatorAssignment operators = OperatorsReader.Read(json, graph.ProductNodes.Select(layer => layer.Name), graph.Operators, files);
        json.RequireAllRead();
        return operators;
    }

    /// <summary>The operators where there is no package: what is not given is exact.</summary>
    /// <param name="files">Finds multipliers that are files.</param>
    /// <exception cref="DiagnosticException">The file of the multiplier cannot be used.</exception>
    public OperatorPair ResolvePair(IMultiplierFiles files) =>
        new(ResolveMultiplier(files) ?? OperatorPair.Exact.Multiplier, Adder ?? OperatorPair.Exact.Adder);

    private Multiplier? ResolveMultiplier(IMultiplierFiles files)
    {
        string error = "";
        return Multiplier is null ? null
            : Multiplier.Resolve(files, out error) ?? throw new DiagnosticException(new DiagnosticInfo(Descriptors.OperatorSpecInvalid, null, error));
    }
}
