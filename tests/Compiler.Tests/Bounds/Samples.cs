using QMacVerify.Compiler.Bounds;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;

namespace QMacVerify.Compiler.Tests.Bounds;

/// <summary>Operators, regions and inputs that the tests of bounds go through.</summary>
internal static class Samples
{
    /// <summary>Exact, and truncated by 1 to 8 bits: multiplier alone, adder alone, both.</summary>
    public static IReadOnlyList<OperatorPair> Operators { get; } =
    [
        OperatorPair.Exact,
        .. Enumerable.Range(1, 8).SelectMany(drop => new OperatorPair[]
        {
            new(new TruncatedMultiplier(drop), new ExactAdder()),
            new(new ExactMultiplier(), new TruncatedAdder(drop)),
            new(new TruncatedMultiplier(drop), new TruncatedAdder(9 - drop)),
        }),
    ];

    /// <summary>A box of the model's only input, as a region.</summary>
    public static InputRegion Around(Network network, SplitMix64 random, int epsilon)
    {
        sbyte[] centre = new sbyte[InputCount(network)];
        random.FillInt8(centre);
        return InputRegion.Linf([centre], epsilon);
    }

    public static Box InputBox(Network network, InputRegion region) => region.BoxOf(network.Graph.Tensor(network.Graph.Inputs[0]), 0);

    /// <summary>Every element anywhere in its interval.</summary>
    public static sbyte[] Inside(Box box, SplitMix64 random) =>
        [.. Enumerable.Range(0, box.Count).Select(i => (sbyte)(box.Lower[i] + random.NextBelow(box.Upper[i] - box.Lower[i] + 1)))];

    /// <summary>Every element at one end of its interval.</summary>
    public static sbyte[] Corner(Box box, SplitMix64 random) =>
        [.. Enumerable.Range(0, box.Count).Select(i => random.NextBelow(2) == 0 ? box.Lower[i] : box.Upper[i])];

    private static int InputCount(Network network) => network.Graph.Tensor(network.Graph.Inputs[0]).ElementCount;
}
