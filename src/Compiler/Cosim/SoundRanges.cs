using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Files;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Cosim;

/// <summary>What <c>D_sound.json</c> guarantees of a layer of products.</summary>
/// <param name="Input">Every activation, padding included.</param>
/// <param name="Prefix">Every sum on the way.</param>
/// <param name="Acc">Every accumulator.</param>
/// <param name="Output">Every code.</param>
internal sealed record SoundRange(Interval Input, Interval Prefix, Interval Acc, Interval Output)
{
    /// <summary>Of bounds that were just computed.</summary>
    public static SoundRange Of(LayerBounds bounds) => new(bounds.Input, bounds.Prefix, bounds.Acc, bounds.Output);

    /// <summary>Tells <c>bounds_watch_s32</c>. What 32 bits do not hold is not watched: no register leaves it.</summary>
    public void Fill(EngineWords words)
    {
        Set(EngineWord.OperandLower, EngineWord.OperandUpper, Input);
        Set(EngineWord.PrefixLower, EngineWord.PrefixUpper, Prefix);
        Set(EngineWord.AccLower, EngineWord.AccUpper, Acc);
        Set(EngineWord.CodeLower, EngineWord.CodeUpper, Output);

        void Set(EngineWord lower, EngineWord upper, Interval range)
        {
            bool fits = Interval.Int32.Contains(range);
            words[lower] = fits ? (int)range.Lower : int.MinValue;
            words[upper] = fits ? (int)range.Upper : int.MaxValue;
        }
    }
}

/// <summary>Reads the ranges of a <c>D_sound.json</c> that is about a network and its circuits.</summary>
internal static class SoundRanges
{
    private const int MaxBytes = 1 << 30;

    /// <summary>Regions that hold every input that can be given.</summary>
    private static readonly string[] WholeRegions = ["full", "pixels", "package"];

    /// <summary>The ranges by the name of their layer. A sum on the way is known by its bits only.</summary>
    /// <param name="path">The file.</param>
    /// <param name="package">What it must be about.</param>
    /// <param name="graph">The package's graph.</param>
    /// <param name="operators">The circuits that it must be about.</param>
    /// <exception cref="InputException">It is about something else, or about some inputs only.</exception>
    /// <exception cref="Generators.Diagnostics.DiagnosticException">It is no JSON, of another format, or lacks something.</exception>
    public static IReadOnlyDictionary<string, SoundRange> Read(string path, PackageIdentity package, QuantizedGraph graph, OperatorAssignment operators)
    {
        JsonValue root = BoundedFile.ReadJson(path, MaxBytes);
        root.RequireSchema(AccumulatorCheck.Schema, "make it with qmac constraints");
        if (root.Text("kind") != "sound")
        {
            throw new InputException($"{path} is no D_sound.json of qmac constraints");
        }

        JsonValue model = root.Get("model");
        if (package.Refusal(model.Text("name"), model.Text("sha256")) is string refusal)
        {
            throw new InputException($"{path} {refusal}");
        }

        string region = root.Get("region").Text("kind");
        if (!WholeRegions.Contains(region))
        {
            throw new InputException($"{path} is about the inputs of a region {Quote(region)}, and other inputs may leave its ranges; give one of {string.Join(", ", WholeRegions)}");
        }

        JsonValue semantics = root.Get("semantics");
        Dictionary<string, SoundRange> ranges = [];
        foreach (JsonValue layer in root.List("layers"))
        {
            string name = layer.Text("name");
            ProductNode node = graph.ProductNodes.FirstOrDefault(node => node.Name == name)
                ?? throw new InputException($"{path} has a layer {Quote(name)}, and the package has none");
            RequireOperators(path, name, layer.Find("operators") ?? semantics, RecordedPair.Of(operators.For(node.Name)));
            int bits = layer.Get("bits").Integer("prefix", 1, 64);
            Interval prefix = bits > 32 ? Interval.Int32 : new(-(1L << (bits - 1)), (1L << (bits - 1)) - 1);
            ranges[name] = new SoundRange(Range(layer, "input"), prefix, Range(layer, "acc"), Range(layer, "output"));
        }

        return ranges;
    }

    private static void RequireOperators(string path, string layer, JsonValue stated, RecordedPair pair)
    {
        JsonValue multiplier = stated.Get("multiplier");
        if (multiplier.Text("sha256") != pair.MultiplierSha256 || stated.Text("adder") != pair.Adder)
        {
            throw new InputException(
                $"{path} was made for layer {Quote(layer)} with amul {Quote(multiplier.Text("id"))}, aadd {Quote(stated.Text("adder"))}, not amul {Quote(pair.Multiplier)}, aadd {Quote(pair.Adder)}");
        }
    }

    private static Interval Range(JsonValue layer, string name)
    {
        JsonValue range = layer.Get(name);
        return range.AsList() is [{ Kind: JsonKind.Integer } lower, { Kind: JsonKind.Integer } upper]
            ? new Interval(lower.Number, upper.Number)
            : throw range.Unexpected("two numbers");
    }
}
