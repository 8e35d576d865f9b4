using QMacVerify.Compiler.Bounds.Regions;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Compiler.Bounds;

/// <summary>The inputs that bounds are about: a box of codes for each input of a model.</summary>
internal abstract record InputRegion
{
    private protected InputRegion()
    {
    }

    /// <summary>Every code for every element.</summary>
    public static InputRegion Full { get; } = new FullRegion();

    /// <summary>What <c>--quantize</c> makes of the bytes 0 to 255: code = pixel - 128, whatever the input's scale; all codes.</summary>
    public static InputRegion Pixels { get; } = new PixelRegion();

    /// <summary>The name in reports.</summary>
    public abstract string Kind { get; }

    /// <summary>Whether it says something of each element's own codes. Real numbers that several nodes quantize have several, and it is about one.</summary>
    protected virtual bool IsOfElements => false;

    /// <summary>Codes within a distance of given ones.</summary>
    /// <param name="centres">The codes of each input, in the model's order.</param>
    /// <param name="epsilon">0 to 255.</param>
    /// <exception cref="ArgumentOutOfRangeException">The distance is outside 0 to 255.</exception>
    public static InputRegion Linf(IReadOnlyList<sbyte[]> centres, int epsilon) => new LinfRegion(centres, epsilon);

    /// <summary>Every code inside a rectangle of an image, given codes outside.</summary>
    /// <param name="centres">The codes of each input, in the model's order.</param>
    /// <param name="patch">The rectangle, inside every image.</param>
    public static InputRegion Patch(IReadOnlyList<sbyte[]> centres, PatchRectangle patch) => new PatchRegion(centres, patch);

    /// <summary>Real numbers of a range.</summary>
    /// <param name="lower">Finite.</param>
    /// <param name="upper">Finite, not less.</param>
    public static InputRegion Real(float lower, float upper) => new RealRegion(lower, upper);

    /// <summary>The boxes of all inputs, each where its codes first stand.</summary>
    public IEnumerable<(int Position, TensorInfo Codes, Box Box)> BoxesOf(QuantizedGraph graph) => graph.InputCodes
        .GroupBy(input => input.Position)
        .SelectMany(group => group.Select(input => (
            input.Position,
            input.Codes,
            (IsOfElements && group.Skip(1).Any() ? Full : this).BoxOf(input.Codes, input.Position, RoundingOf(graph, input.Codes)))));

    /// <summary>The box of one input.</summary>
    /// <param name="input">Tensor of its codes.</param>
    /// <param name="position">Its position among the model's inputs.</param>
    /// <param name="rounding">That of its quantizer.</param>
    /// <exception cref="ArgumentException">The region was made for inputs of another shape.</exception>
    public abstract Box BoxOf(TensorInfo input, int position, QuantizeRounding rounding = QuantizeRounding.HalfAwayFromZero);

    /// <summary>Writes what it says beside its kind, as members of an object.</summary>
    public virtual void WriteMembers(JsonWriter json)
    {
    }

    /// <summary>A node of the model quantizes real inputs; codes are made outside, by <c>--quantize</c>.</summary>
    private static QuantizeRounding RoundingOf(QuantizedGraph graph, TensorInfo codes) =>
        graph.Nodes.OfType<Quantize>().FirstOrDefault(node => node.Output == codes.Index)?.Rounding ?? QuantizeRounding.HalfAwayFromZero;
}
