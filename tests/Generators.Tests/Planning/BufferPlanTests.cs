using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;
using ElementType = QMacVerify.Generators.Graph.ElementType;

namespace QMacVerify.Generators.Tests.Planning;

public sealed class BufferPlanTests
{
    [Fact]
    public void Of_RandomLifetimes_NeverOverlap()
    {
        for (ulong seed = 0; seed < 300; seed++)
        {
            SplitMix64 random = new(seed);
            List<Kernel> kernels = [];
            Dictionary<int, int> aliases = [];
            List<TensorInfo> tensors = [Tensor(0, 1 + random.NextBelow(50))];
            for (int position = 0; position < 20; position++)
            {
                bool isAlias = random.NextBelow(5) == 0;
                TensorInfo first = tensors[random.NextBelow(tensors.Count)];
                TensorInfo second = tensors[random.NextBelow(tensors.Count)];
                TensorInfo output = Tensor(tensors.Count, isAlias ? first.ElementCount : 1 + random.NextBelow(50));
                kernels.Add(Step(output, isAlias ? [first] : [first, second]));
                if (isAlias)
                {
                    aliases.Add(output.Index, first.Index);
                }

                tensors.Add(output);
            }

            int[] outputs = [1 + random.NextBelow(20), 1 + random.NextBelow(20)];
            AssertNoOverlap(BufferPlan.Of(kernels, [], outputs, aliases), kernels, outputs, aliases);
        }
    }

    [Fact]
    public void Plan_UnrolledModels_KeepTheirScratchApart()
    {
        for (int seed = 0; seed < 30; seed++)
        {
            ExecutionPlan plan = Plans.Of(TinyGraphs.Network(seed), strategy: "unrolled");
            Dictionary<int, int> aliases = plan.Graph.Nodes.OfType<Reshape>().ToDictionary(node => node.Output, node => node.Input);

            Assert.NotEmpty(plan.Buffers.Scratch);
            AssertNoOverlap(plan.Buffers, plan.Kernels, [.. plan.Graph.Outputs], aliases);
        }
    }

    [Fact]
    public void Of_AChain_NeedsTheTwoLargestNeighboursOnly()
    {
        TensorInfo[] tensors = [Tensor(0, 100), Tensor(1, 40), Tensor(2, 10), Tensor(3, 30)];
        BufferPlan plan = BufferPlan.Of(
            [Step(tensors[1], [tensors[0]]), Step(tensors[2], [tensors[1]]), Step(tensors[3], [tensors[2]])], [], [3], new Dictionary<int, int>());

        Assert.Equal(50, plan.ArenaElements);
        Assert.Equal([0, 40, 0], plan.Tensors.Select(slot => slot.Offset));
    }

    [Fact]
    public void Of_ABatch_HoldsTheTensorsOfEachSample()
    {
        TensorInfo[] tensors = [Tensor(0, 100), Tensor(1, 40), Tensor(2, 10)];
        BufferPlan plan = BufferPlan.Of(
            [Step(tensors[1], [tensors[0]]), Step(tensors[2], [tensors[1]])], [], [2], new Dictionary<int, int>(), batchSize: 16);

        Assert.Equal(800, plan.ArenaElements);
        Assert.Equal([640, 160], plan.Tensors.Select(slot => slot.Length));
    }

    [Fact]
    public void Of_MoreThanAnArrayHolds_IsRefused()
    {
        TensorInfo input = Tensor(0, 1);
        TensorInfo[] huge = [.. Enumerable.Range(1, 8).Select(index => Tensor(index, 1 << 28))];
        List<Kernel> kernels = [.. huge.Select(tensor => Step(tensor, [input]))];
        kernels.Add(Step(Tensor(9, 1), huge));
        DiagnosticException e = Assert.Throws<DiagnosticException>(() => BufferPlan.Of(kernels, [], [9], new Dictionary<int, int>()));

        Assert.Equal(Descriptors.GraphInvalid, e.Diagnostic.Descriptor);
        Assert.Equal("2147483648 activations are alive together, more than an array holds", e.Diagnostic.Message);
    }

    private static void AssertNoOverlap(
        BufferPlan plan, IReadOnlyList<Kernel> kernels, int[] outputs, Dictionary<int, int> aliases)
    {
        for (int position = 0; position < kernels.Count; position++)
        {
            // Alive: written by now, and read by this kernel or a later one, or an output; aliases count as what they are.
            HashSet<int> alive = [Root(kernels[position].Output.Index), .. outputs.Select(Root)];
            alive.UnionWith(kernels.Skip(position).SelectMany(kernel => kernel.Inputs).Select(input => Root(input.Index)));
            alive.IntersectWith(kernels.Take(position + 1).Select(kernel => kernel.Output.Index));
            BufferSlot[] slots =
            [
                .. alive.Select(plan.Tensor),
                .. plan.Scratch.Where(slot => slot.Tensor == position),
            ];
            Assert.All(slots, slot => Assert.InRange(slot.Offset + slot.Length, slot.Length, plan.ArenaElements));
            BufferSlot[] ordered = [.. slots.OrderBy(slot => slot.Offset)];
            Assert.All(ordered.Zip(ordered.Skip(1)), pair => Assert.True(pair.First.Offset + pair.First.Length <= pair.Second.Offset));
        }

        int Root(int tensor) => aliases.TryGetValue(tensor, out int original) ? Root(original) : tensor;
    }

    private static OperationKernel Step(TensorInfo output, TensorInfo[] inputs) =>
        new(new Reshape($"n{output.Index}", inputs[0].Index, output.Index), new EquatableArray<TensorInfo>(inputs), output, EquatableArray<KernelConstant>.Empty);

    private static TensorInfo Tensor(int index, int length) =>
        new(index, $"t{index}", ElementType.Int8, EquatableArray.Of(length), TensorLayout.Any, false, null);
}
