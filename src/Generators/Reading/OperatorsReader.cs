using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Reading;

/// <summary>Reads which operators each layer gets: <c>{ "default": PAIR, "layers": [ { "name": …, PAIR }, … ] }</c>.</summary>
/// <remarks>A name may be a pattern in which <c>*</c> stands for any text, such as <c>conv2d_*</c>.</remarks>
public static class OperatorsReader
{
    /// <summary>Reads an assignment.</summary>
    /// <param name="value">The object.</param>
    /// <param name="layerNames">Names that may occur.</param>
    /// <param name="multipliers">Finds the multipliers.</param>
    /// <exception cref="DiagnosticException">A member is missing, an operator or a layer unknown, or a multiplier is not the one whose hash is given.</exception>
    public static OperatorAssignment Read(JsonValue value, IEnumerable<string> layerNames, SpecParser<Multiplier> multipliers)
    {
        string[] known = layerNames.ToArray();
        SortedDictionary<string, LayerOperators> layers = new(StringComparer.Ordinal);
        List<(JsonValue Entry, string Pattern)> patterns = [];
        foreach (JsonValue entry in value.List("layers"))
        {
            string name = entry.Text("name");
            if (!known.Contains(name))
            {
                patterns.Add((entry, name));
                continue;
            }

            if (layers.ContainsKey(name))
            {
                throw entry.Error($"layer {Quote(name)} occurs twice");
            }

            layers.Add(name, new LayerOperators(name, ReadPair(entry, multipliers)));
        }

        // A layer that is named is that name's; of several patterns the first counts.
        foreach ((JsonValue entry, string pattern) in patterns)
        {
            string[] matching = known.Where(name => Matches(pattern, name)).ToArray();
            if (matching.Length == 0)
            {
                throw new DiagnosticException(new DiagnosticInfo(
                    Descriptors.LayerUnknown, entry.Position, $"{Quote(pattern)} is not a layer with products of this model"));
            }

            OperatorPair operators = ReadPair(entry, multipliers);
            foreach (string name in matching.Where(name => !layers.ContainsKey(name)))
            {
                layers.Add(name, new LayerOperators(name, operators));
            }
        }

        return new OperatorAssignment(ReadPair(value.Get("default"), multipliers), layers.Values.ToEquatableArray());
    }

    /// <summary>Whether a name fits a pattern, in which each <c>*</c> stands for any text.</summary>
    private static bool Matches(string pattern, string name)
    {
        string[] parts = pattern.Split('*');
        string last = parts[parts.Length - 1];
        if (parts.Length == 1 || !name.StartsWith(parts[0], StringComparison.Ordinal))
        {
            return pattern == name;
        }

        int position = parts[0].Length;
        for (int i = 1; i < parts.Length - 1; i++)
        {
            int found = name.IndexOf(parts[i], position, StringComparison.Ordinal);
            if (found < 0)
            {
                return false;
            }

            position = found + parts[i].Length;
        }

        return name.Length - last.Length >= position && name.EndsWith(last, StringComparison.Ordinal);
    }

    private static OperatorPair ReadPair(JsonValue value, SpecParser<Multiplier> multipliers)
    {
        Multiplier multiplier = multipliers(value.Text("multiplier"), out string error) ?? throw Error(value.Get("multiplier"), error);
        if (value.Find(RecordedPair.HashMember) is JsonValue expected
            && MultiplierTable.Sha256(MultiplierTable.Of(multiplier)) is string actual
            && actual != expected.AsText())
        {
            throw Error(expected, $"{multiplier.Spec} has the hash {actual}, expected {Quote(expected.AsText())}: it computes something else than it did");
        }

        return new OperatorPair(multiplier, OperatorSpec.ParseAdder(value.Text("adder"), out error) ?? throw Error(value.Get("adder"), error));
    }

    private static DiagnosticException Error(JsonValue value, string message) =>
        new(new DiagnosticInfo(Descriptors.OperatorSpecInvalid, value.Position, message));
}
