using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Sweep;

/// <summary>An assignment of circuits to layers; a layer that is not named is exact.</summary>
/// <param name="Layers">In execution order.</param>
internal sealed record SweepPoint(EquatableArray<NamedLayer> Layers)
{
    /// <summary>All layers exact.</summary>
    public static SweepPoint Exact { get; } = new(EquatableArray<NamedLayer>.Empty);

    /// <summary>What each layer gets.</summary>
    public OperatorAssignment Operators { get; } =
        OperatorAssignment.OfLayers(Layers.Select(layer => new LayerOperators(layer.Name, layer.Operators.Pair)));

    /// <summary>The text of an assignment, as <c>--assign</c> reads it: files by the words that find them again.</summary>
    public string ToAssignment() => new OperatorRecord(
        RecordedPair.Of(OperatorPair.Exact),
        Layers.Select(layer => new RecordedLayer(layer.Name, layer.Operators.ToRecord())).ToEquatableArray()).ToAssignment();
}

/// <summary>The circuits of one named layer.</summary>
internal sealed record NamedLayer(string Name, NamedPair Operators);
