using System.Runtime.InteropServices;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Optimize;
using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Reading;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Optimize;

/// <summary>Networks before and after their reduction, on the same inputs.</summary>
internal static class Outputs
{
    /// <summary>Reduces a network as its package would be, and reads the reduced one back from its own package.</summary>
    public static ReducedNetwork Reduce(Network network, OperatorAssignment operators, InputRegion region)
    {
        ReducedNetwork reduced = NetworkReduction.Of(new Package(network, network.Identity()), operators, region, CancellationToken.None);
        return reduced with { Network = reduced.Network.Reread() };
    }

    /// <summary>All outputs of a run of the reference.</summary>
    public static byte[][] Of(Network network, OperatorAssignment operators, IReadOnlyList<sbyte[]> inputs) =>
        Of(new ReferenceEngine(network, operators), inputs);

    /// <summary>All outputs of a run.</summary>
    public static byte[][] Of(IModelRunner runner, IReadOnlyList<sbyte[]> inputs)
    {
        byte[][] outputs = [.. runner.Outputs.Select(output => new byte[output.ByteCount])];
        runner.Run(
            1, [.. inputs.Select(codes => (ReadOnlyMemory<byte>)MemoryMarshal.AsBytes<sbyte>(codes).ToArray())], [.. outputs.Select(output => output.AsMemory())]);
        return outputs;
    }

    /// <summary>Codes of a region: some at its corners, the others anywhere.</summary>
    public static IEnumerable<sbyte[][]> Inputs(QuantizedGraph graph, InputRegion region, SplitMix64 random, int count)
    {
        Box[] boxes = [.. region.BoxesOf(graph).Select(input => input.Box)];
        for (int i = 0; i < count; i++)
        {
            bool isCorner = i % 3 == 0;
            yield return [.. boxes.Select(box => Enumerable.Range(0, box.Count).Select(element =>
            {
                int extent = box.Upper[element] - box.Lower[element];
                return (sbyte)(box.Lower[element] + (isCorner ? extent * random.NextBelow(2) : random.NextBelow(extent + 1)));
            }).ToArray())];
        }
    }
}
