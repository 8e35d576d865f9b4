using System.Runtime.InteropServices;
using QMacVerify.Compiler.Certificates;
using QMacVerify.Compiler.Reference;
using QMacVerify.Compiler.Tests.Bounds;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Certificates;

public sealed class NetworkCutTests
{
    [Fact]
    public void Parts_OneAfterTheOther_ComputeWhatTheWholeDoes()
    {
        int cuts = 0;
        for (int seed = 0; seed < 9; seed++)
        {
            Network network = (seed % 3) switch { 0 => TinyGraphs.Network(seed), 1 => TinyQLinearGraphs.Network(seed), _ => TinyRealGraphs.Network(seed) };
            sbyte[] input = new sbyte[network.Graph.Tensor(network.Graph.Inputs[0]).ElementCount];
            new SplitMix64((ulong)seed).FillInt8(input);
            Recording whole = Recording.Of(network, OperatorAssignment.Exact, input, prefixes: false);
            for (int node = 0; node < network.Graph.Nodes.Count; node++)
            {
                NetworkCut cut = NetworkCut.Before(network, node, network.Graph.Outputs[0]);
                foreach (int tensor in cut.Prefix?.Graph.Outputs ?? [])
                {
                    Assert.Equal(whole.Tensors[tensor], Recording.Of(cut.Prefix!, OperatorAssignment.Exact, input, prefixes: false).Tensors[tensor]);
                }

                ReferenceEngine engine = new(cut.Suffix, OperatorAssignment.Exact);
                byte[][] outputs = [.. engine.Outputs.Select(output => new byte[output.ByteCount])];
                engine.Run(
                    1,
                    [.. cut.Suffix.Graph.Inputs.Select(tensor => (ReadOnlyMemory<byte>)MemoryMarshal.AsBytes<sbyte>(whole.Tensors[tensor]).ToArray())],
                    [.. outputs.Select(output => output.AsMemory())]);
                Assert.Equal(MemoryMarshal.AsBytes<sbyte>(whole.Tensors[network.Graph.Outputs[0]]).ToArray(), outputs[0]);
                cuts += cut.Prefix is null ? 0 : 1;
            }
        }

        Assert.True(cuts > 40, $"{cuts} cuts");
    }
}
