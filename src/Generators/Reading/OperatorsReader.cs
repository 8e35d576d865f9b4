using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Reading;

/// <summary>Reads which operators each layer gets: <c>{ "default": PAIR, "layers": [ { "name": …, PAIR }, … ] }</c>.</summary>
/// <remarks>A name may be a pattern in which <c>*</c> stands for any text, such as <c>conv2d_*</c>.</remarks>
public sealed class OperatorsReader
{
    private readonly IMultiplierFiles _files;
    private readonly bool _isComplete;

    private OperatorsReader(IMultiplierFiles files, bool isComplete)
    {
        _files = files;
        _isComplete = isComplete;
    }

    /// <summary>Reads the operators of a package, which say everything.</summary>
    /// <param name="value">The object.</param>
    /// <param name="layerNames">Names that may occur.</param>
    /// <exception cref="DiagnosticException">A member is missing, an operator or a layer unknown, or a multiplier is not the one whose hash is given.</exception>
    public static OperatorAssignment Read(JsonValue value, IEnumerable<string> layerNames) =>
        new OperatorsReader(NoMultiplierFiles.Instance, isComplete: true).Read(value, layerNames.ToArray(), OperatorAssignment.Exact);

    /// <summary>Reads an assignment: what a layer's entry leaves out is the default's, and what the default leaves out is the package's.</summary>
    /// <param name="value">The object.</param>
    /// <param name="layerNames">Names that may occur.</param>
    /// <param name="package">The operators of the package.</param>
    /// <param name="files">Finds multipliers that are files.</param>
    /// <exception cref="DiagnosticException">An operator or a layer is unknown, or a multiplier is not the one whose hash is given.</exception>
    public static OperatorAssignment Read(JsonValue value, IEnumerable<string> layerNames, OperatorAssignment package, IMultiplierFiles files) =>
        new OperatorsReader(files, isComplete: false).Read(value, layerNames.ToArray(), package);

    private OperatorAssignment Read(JsonValue value, string[] layerNames, OperatorAssignment package)
    {
        OperatorAssignment operators = package;
        if (Member(value, "default") is JsonValue everywhere)
        {
            GivenPair given = ReadPair(everywhere);
            operators = package.Override(given.Multiplier, given.Adder);
            _ = given.Complete(operators.Default);
        }

        SortedDictionary<string, OperatorPair> layers = new(StringComparer.Ordinal);
        List<(JsonValue Entry, string Pattern)> patterns = [];
        foreach (JsonValue entry in Member(value, "layers")?.AsList() ?? [])
        {
            string name = entry.Text("name");
            if (!layerNames.Contains(name))
            {
                patterns.Add((entry, name));
                continue;
            }

            if (layers.ContainsKey(name))
            {
                throw entry.Error($"layer {Quote(name)} occurs twice");
            }

            layers.Add(name, ReadPair(entry).Complete(operators.For(name)));
        }

        // A layer that is named is that name's; of several patterns the first counts.
        foreach ((JsonValue entry, string pattern) in patterns)
        {
            string[] matching = layerNames.Where(name => NamePattern.Matches(pattern, name)).ToArray();
            if (matching.Length == 0)
            {
                throw new DiagnosticException(new DiagnosticInfo(
                    Descriptors.LayerUnknown, entry.Position, NearName.NoLayer(pattern, layerNames)));
            }

            GivenPair given = ReadPair(entry);
            foreach (string name in matching.Where(name => !layers.ContainsKey(name)))
            {
                layers.Add(name, given.Complete(operators.For(name)));
            }
        }

        foreach (LayerOperators layer in operators.Layers.Where(layer => !layers.ContainsKey(layer.LayerName)))
        {
            layers.Add(layer.LayerName, layer.Operators);
        }

        return new OperatorAssignment(
            operators.Default, layers.Select(layer => new LayerOperators(layer.Key, layer.Value)).ToEquatableArray());
    }

    /// <summary>A member, or null where it may be left out.</summary>
    private JsonValue? Member(JsonValue value, string name) => _isComplete ? value.Get(name) : value.Find(name);

    private GivenPair ReadPair(JsonValue value) => new(
        Member(value, "multiplier") is JsonValue multiplier ? ReadMultiplier(multiplier) : null,
        Member(value, "adder") is JsonValue adder ? ReadAdder(adder) : null,
        value.Find(RecordedPair.HashMember));

    private Multiplier ReadMultiplier(JsonValue value) =>
        MultiplierSpec.Parse(value.AsText(), out string error)?.Resolve(_files, out error) ?? throw Error(value, error);

    private static Adder ReadAdder(JsonValue value) => OperatorSpec.ParseAdder(value.AsText(), out string error) ?? throw Error(value, error);

    private static DiagnosticException Error(JsonValue value, string message) =>
        new(new DiagnosticInfo(Descriptors.OperatorSpecInvalid, value.Position, message));

    /// <summary>What an entry says.</summary>
    /// <param name="Multiplier">The multiplier, or null.</param>
    /// <param name="Adder">The adder, or null.</param>
    /// <param name="Hash">Of the multiplier, to be checked, or null.</param>
    private sealed record GivenPair(Multiplier? Multiplier, Adder? Adder, JsonValue? Hash)
    {
        /// <summary>The pair, with what the entry leaves out taken from another, and its multiplier checked.</summary>
        public OperatorPair Complete(OperatorPair missing)
        {
            OperatorPair pair = new(Multiplier ?? missing.Multiplier, Adder ?? missing.Adder);
            if (Hash is not null && MultiplierTable.Sha256(pair.Multiplier) is string actual && actual != Hash.AsText())
            {
                throw Error(Hash, $"{pair.Multiplier.Spec} has the hash {actual}, expected {Quote(Hash.AsText())}: it computes something else than it did");
            }

            return pair;
        }
    }
}
