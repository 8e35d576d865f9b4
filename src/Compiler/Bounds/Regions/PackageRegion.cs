using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Running;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Bounds.Regions;

/// <summary>The inputs that the network of a package holds for: those that it was reduced for, or all.</summary>
internal sealed record PackageRegion : InputRegion
{
    private readonly Reduction _reduction;

    private PackageRegion(Reduction reduction) => _reduction = reduction;

    public override string Kind => "package";

    /// <summary>The region of a network.</summary>
    public static InputRegion Of(QuantizedGraph graph) => graph.Reduction is { Inputs.Count: > 0 } reduction ? new PackageRegion(reduction) : Full;

    /// <summary>Refuses a region with inputs that the network does not hold for.</summary>
    /// <exception cref="InputException">It has some.</exception>
    public static void Require(InputRegion region, QuantizedGraph graph)
    {
        if (Of(graph) is not PackageRegion held)
        {
            return;
        }

        foreach ((int position, TensorInfo codes, Box box) in region.BoxesOf(graph))
        {
            Box bound = held.BoxOf(codes, position, default);
            if (!bound.Contains(box))
            {
                throw new InputException(
                    $"the network was reduced for region {held._reduction.Region}, and {region.Kind} has other codes of {Quote(codes.Name)}: {box.Hull}, not within {bound.Hull}; give no region, one inside it, or the package that it was made from");
            }
        }
    }

    /// <summary>Refuses samples that the network does not hold for.</summary>
    /// <exception cref="InputException">One lies outside.</exception>
    public static void Require(SampleBatch samples, QuantizedGraph graph)
    {
        if (Of(graph) is not PackageRegion held)
        {
            return;
        }

        for (int sample = 0; sample < samples.Count; sample++)
        {
            if (InputCodes.Outside(held, graph, samples, sample) is string outside)
            {
                throw new InputException(Invariant(
                    $"sample {sample}: {outside}; the network was reduced for region {held._reduction.Region} and holds for no other input: run the package that it was made from"));
            }
        }
    }

    public override Box BoxOf(TensorInfo input, int position, QuantizeRounding rounding) =>
        _reduction.Inputs.FirstOrDefault(box => box.Tensor == input.Index)?.ToBox(input.ElementCount) ?? Box.Uniform(input.ElementCount, ClampRange.Full);
}
