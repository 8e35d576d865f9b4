using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Tflite.Operations;

/// <summary>SPACE_TO_BATCH_ND and BATCH_TO_SPACE_ND where no convolution with dilation is meant: the phases of blocks as images of their own.</summary>
internal static class BatchImporter
{
    /// <summary>SPACE_TO_BATCH_ND(x, block, paddings): image [block row, block column, image] is a phase.</summary>
    public static GraphNode[] ImportSpaceToBatch(TfliteNode node)
    {
        (TensorInfo input, TensorInfo output, int[] block, int[] paddings) = Read(node);
        node.RefuseXnnpack(paddings.Any(amount => amount > 0), "padding");
        int[] padded = [.. input.Shape];
        int[] before = new int[padded.Length];
        for (int i = 0; i < block.Length; i++)
        {
            before[i + 1] = paddings[2 * i];
            padded[i + 1] = (int)Math.Min((long)padded[i + 1] + paddings[2 * i] + paddings[(2 * i) + 1], int.MaxValue);
            if (padded[i + 1] % block[i] != 0)
            {
                throw node.ShapeError(Invariant($"divides {padded[i + 1]} elements of axis {i + 1} into blocks of {block[i]}"));
            }
        }

        node.RequireExtents(padded);
        List<GraphNode> nodes = [];
        TensorInfo source = input;
        if (paddings.Any(amount => amount != 0))
        {
            source = node.Intermediate(padded, output);
            nodes.Add(new Pad(node.FurtherName(), input.Index, source.Index, new EquatableArray<int>(before), TfliteNode.PhasePadding(output)));
        }

        // The padded image as [image, rows, block row, columns, block column, rest].
        int[] strides = StridedView.StridesOf(padded);
        IEnumerable<int> axes = Enumerable.Range(1, block.Length);
        int[] rest = [.. Enumerable.Range(block.Length + 1, padded.Length - block.Length - 1)];
        StridedView view = new(
            [.. block, padded[0], .. axes.Select(axis => padded[axis] / block[axis - 1]), .. rest.Select(axis => padded[axis])],
            0,
            [.. axes.Select(axis => strides[axis]), strides[0], .. axes.Select(axis => strides[axis] * block[axis - 1]), .. rest.Select(axis => strides[axis])]);
        int[] shape = [padded[0] * Product(block), .. axes.Select(axis => padded[axis] / block[axis - 1]), .. rest.Select(axis => padded[axis])];
        node.RequireOutputShape(output, shape);
        nodes.AddRange(new StridedMove(view, shape).Nodes(node, source, output));
        return [.. nodes];
    }

    /// <summary>BATCH_TO_SPACE_ND(x, block, crops): the inverse, less the crops.</summary>
    public static GraphNode[] ImportBatchToSpace(TfliteNode node)
    {
        (TensorInfo input, TensorInfo output, int[] block, int[] crops) = Read(node);
        int count = Product(block);
        if (input.Shape[0] % count != 0)
        {
            throw node.ShapeError(Invariant($"makes blocks of {count} elements of {input.Shape[0]} images"));
        }

        IEnumerable<int> axes = Enumerable.Range(1, block.Length);
        int[] whole = [input.Shape[0] / count, .. input.Shape.Skip(1).Select((extent, i) => i < block.Length ? extent * block[i] : extent)];
        int[] cropped = [.. whole];
        foreach (int axis in axes)
        {
            cropped[axis] = (int)Math.Max((long)whole[axis] - crops[(2 * axis) - 2] - crops[(2 * axis) - 1], 0);
        }

        node.RequireExtents(cropped);
        node.RequireOutputShape(output, cropped);
        bool isCropped = crops.Any(amount => amount != 0);
        TensorInfo target = isCropped ? node.Intermediate(whole, output) : output;

        // The images as [block row, block column, image, rows, columns, rest].
        int[] strides = StridedView.StridesOf([.. block, whole[0], .. input.Shape.Skip(1)]);
        int[] split = [whole[0], .. axes.SelectMany(axis => new[] { input.Shape[axis], block[axis - 1] }), .. input.Shape.Skip(1 + block.Length)];
        StridedView view = new(
            split,
            0,
            [strides[block.Length], .. axes.SelectMany(axis => new[] { strides[block.Length + axis], strides[axis - 1] }), .. strides[((2 * block.Length) + 1)..]]);
        List<GraphNode> nodes = [.. new StridedMove(view, whole).Nodes(node, input, target)];
        if (isCropped)
        {
            int[] steps = StridedView.StridesOf(whole);
            nodes.Add(new View(
                node.FurtherName(), target.Index, output.Index, "crop", axes.Sum(axis => crops[(2 * axis) - 2] * steps[axis]), new EquatableArray<int>(steps)));
        }

        return [.. nodes];
    }

    /// <summary>Blocks, from 1 on, of the axes after the first, and amounts, from 0 on, on both sides of each.</summary>
    private static (TensorInfo Input, TensorInfo Output, int[] Block, int[] Amounts) Read(TfliteNode node)
    {
        TensorInfo input = node.Activation(0);
        TensorInfo output = node.Output();
        node.RequireEqualQuantization(input, output);
        int[] block = node.Integers(1);
        int[] amounts = node.Integers(2, 2 * block.Length);
        if (block.Length < 1 || block.Length >= input.Shape.Count || amounts.Any(amount => amount is < 0 or > (int)TensorInfo.MaxElements))
        {
            throw node.ShapeError($"has blocks [{string.Join(", ", block)}] and amounts [{string.Join(", ", amounts)}] for {input.Signature}");
        }

        node.RequireExtents([.. block, input.ElementCount]);
        return (input, output, block, amounts);
    }

    private static int Product(int[] block) => block.Aggregate(1, (product, extent) => product * extent);
}
