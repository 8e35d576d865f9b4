using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Compiler.Sweep;

/// <summary>An assignment of circuits to layers; a layer that is not named is exact.</summary>
/// <param name="Layers">In execution order.</param>
internal sealed record SweepPoint(EquatableArray<NamedLayer> Layers)
{
    /// <summary>All layers exact.</summary>
    public static SweepPoint Exact { get; } = new(EquatableArray<NamedLayer>.Empty);

    /// <summary>What each layer gets.</summary>
    public OperatorAssignment Operators { get; } = new(
        OperatorPair.Exact,
        Layers.Where(layer => layer.Operators.Pair != OperatorPair.Exact)
            .Select(layer => new LayerOperators(layer.Name, layer.Operators.Pair))
            .OrderBy(layer => layer.LayerName, StringComparer.Ordinal)
            .ToEquatableArray());

    /// <summary>The text of an assignment, as <c>--assign</c> reads it.</summary>
    public string ToAssignment()
    {
        JsonWriter json = new();
        using (json.Object())
        {
            using (json.Object("default", inline: true))
            {
                Write(json, NamedOperators.Exact);
            }

            using (json.Array("layers"))
            {
                foreach (NamedLayer layer in Layers)
                {
                    using (json.Object(inline: true))
                    {
                        json.Member("name", layer.Name);
                        Write(json, layer.Operators);
                    }
                }
            }
        }

        return json.ToString();
    }

    private static void Write(JsonWriter json, NamedOperators operators) =>
        (RecordedPair.Of(operators.Pair) with { Multiplier = operators.Multiplier, Adder = operators.Adder }).Write(json);
}

/// <summary>The circuits of one named layer.</summary>
internal sealed record NamedLayer(string Name, NamedOperators Operators);
