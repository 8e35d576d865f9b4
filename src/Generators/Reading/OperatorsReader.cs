using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Operators;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Reading;

/// <summary>Reads which operators each layer gets: <c>{ "default": PAIR, "layers": [ { "name": …, PAIR }, … ] }</c>.</summary>
public static class OperatorsReader
{
    /// <summary>Reads an assignment.</summary>
    /// <param name="value">The object.</param>
    /// <param name="layerNames">Names that may occur; null for any.</param>
    /// <exception cref="DiagnosticException">A member is missing, an operator or a layer unknown.</exception>
    public static OperatorAssignment Read(JsonValue value, IEnumerable<string>? layerNames)
    {
        HashSet<string>? known = layerNames is null ? null : new(layerNames, StringComparer.Ordinal);
        SortedDictionary<string, LayerOperators> layers = new(StringComparer.Ordinal);
        foreach (JsonValue entry in value.List("layers"))
        {
            string name = entry.Text("name");
            if (known?.Contains(name) == false)
            {
                throw new DiagnosticException(new DiagnosticInfo(
                    Descriptors.LayerUnknown, entry.Position, $"{Quote(name)} is not a layer with products of this model"));
            }

            if (layers.ContainsKey(name))
            {
                throw entry.Error($"layer {Quote(name)} occurs twice");
            }

            layers.Add(name, new LayerOperators(name, ReadPair(entry)));
        }

        return new OperatorAssignment(ReadPair(value.Get("default")), layers.Values.ToEquatableArray());
    }

    private static OperatorPair ReadPair(JsonValue value) => new(
        OperatorSpec.ParseMultiplier(value.Text("multiplier"), out string error) ?? throw Error(value.Get("multiplier"), error),
        OperatorSpec.ParseAdder(value.Text("adder"), out error) ?? throw Error(value.Get("adder"), error));

    private static DiagnosticException Error(JsonValue value, string message) =>
        new(new DiagnosticInfo(Descriptors.OperatorSpecInvalid, value.Position, message));
}
