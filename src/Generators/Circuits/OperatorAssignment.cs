using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Circuits;

/// <summary>Which operators each layer gets: a default, and exceptions by layer name.</summary>
/// <param name="Default">For every layer that is not named.</param>
/// <param name="Layers">Exceptions, in ordinal order of the layer name.</param>
public sealed record OperatorAssignment(OperatorPair Default, EquatableArray<LayerOperators> Layers)
{
    /// <summary>The same operators for every layer.</summary>
    public OperatorAssignment(OperatorPair everywhere)
        : this(everywhere, EquatableArray<LayerOperators>.Empty)
    {
    }

    public static OperatorAssignment Exact { get; } = new(OperatorPair.Exact);

    /// <summary>Operators layer by layer; a layer that is not among them is exact.</summary>
    public static OperatorAssignment OfLayers(IEnumerable<LayerOperators> layers) => new(
        OperatorPair.Exact,
        layers.Where(layer => layer.Operators != OperatorPair.Exact).OrderBy(layer => layer.LayerName, StringComparer.Ordinal).ToEquatableArray());

    /// <summary>All multipliers that occur.</summary>
    public IEnumerable<Multiplier> Multipliers => Layers.Select(layer => layer.Operators.Multiplier).Prepend(Default.Multiplier);

    /// <summary>The same with one circuit, or both, replaced in every layer.</summary>
    public OperatorAssignment Override(Multiplier? multiplier, Adder? adder)
    {
        OperatorPair everywhere = Default.With(multiplier, adder);
        return multiplier is null && adder is null ? this : Normal(everywhere, Layers.ToDictionary(layer => layer.LayerName, layer => layer.Operators.With(multiplier, adder)));
    }

    /// <summary>The same with one circuit, or both, replaced in some layers.</summary>
    public OperatorAssignment Override(IEnumerable<string> layers, Multiplier? multiplier, Adder? adder)
    {
        Dictionary<string, OperatorPair> named = Layers.ToDictionary(layer => layer.LayerName, layer => layer.Operators);
        foreach (string layer in layers)
        {
            named[layer] = For(layer).With(multiplier, adder);
        }

        return Normal(Default, named);
    }

    public OperatorPair For(string layerName)
    {
        foreach (LayerOperators layer in Layers)
        {
            if (layer.LayerName == layerName)
            {
                return layer.Operators;
            }
        }

        return Default;
    }

    /// <summary>Without layers that have the default, in ordinal order of their names.</summary>
    private static OperatorAssignment Normal(OperatorPair everywhere, IEnumerable<KeyValuePair<string, OperatorPair>> layers) => new(
        everywhere,
        layers.Where(layer => layer.Value != everywhere)
            .OrderBy(layer => layer.Key, StringComparer.Ordinal)
            .Select(layer => new LayerOperators(layer.Key, layer.Value))
            .ToEquatableArray());
}

/// <summary>The operators of one named layer.</summary>
public sealed record LayerOperators(string LayerName, OperatorPair Operators);
