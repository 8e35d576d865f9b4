using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Compiler.Cosim;

/// <summary>What an engine computes from, and what it must give, in the order of the tensors.</summary>
/// <param name="Operands">Codes of <see cref="EngineLayer.Operands"/>.</param>
/// <param name="Accumulators">Expected; empty for a layer without products.</param>
/// <param name="Codes">Expected; empty where the outputs are accumulators.</param>
internal sealed record EngineInput(IReadOnlyList<sbyte[]> Operands, int[] Accumulators, sbyte[] Codes)
{
    /// <summary>Of one image of a layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="image">Which of <see cref="EngineLayer.Images"/>.</param>
    /// <param name="codes">Those of a tensor, of all images.</param>
    /// <param name="accumulators">Those of all images, channels last; empty for a layer without products.</param>
    public static EngineInput Of(EngineLayer layer, int image, Func<int, sbyte[]> codes, int[] accumulators)
    {
        return new EngineInput(
            [.. layer.Operands.Select(tensor => Part(codes(tensor)))], Part(accumulators), layer.HasCodes ? Part(codes(layer.Node.Output)) : []);

        T[] Part<T>(T[] values) => values.AsSpan(image * (values.Length / layer.Images), values.Length / layer.Images).ToArray();
    }

    /// <summary>Of the first image of a layer.</summary>
    public static EngineInput Of(EngineLayer layer, RecordedRun run) =>
        Of(layer, 0, run.Codes, layer.Node is MacNode node ? run.Accumulators(node) : []);
}

/// <summary>A layer as an engine runs it: its numbers, its memories, and the order in which outputs come.</summary>
/// <param name="Node">The layer.</param>
/// <param name="Words">Its numbers.</param>
/// <param name="Memories">Words that it needs.</param>
/// <param name="OutputOrder">Which element of the tensor each output is.</param>
internal sealed record EngineLayer(GraphNode Node, EngineWords Words, EngineMemories Memories, IReadOnlyList<int> OutputOrder)
{
    /// <summary>Tensors of codes that the layer reads, the first one as <c>x.hex</c>, a second one as <c>y.hex</c>.</summary>
    public required IReadOnlyList<int> Operands { get; init; }

    /// <summary>Memories that are the same for all inputs, by the name of their file.</summary>
    public IReadOnlyDictionary<string, byte[]> Constants { get; init; } = new Dictionary<string, byte[]>();

    /// <summary>For each activation of the memory the element of the tensor that it is; null where they are the same.</summary>
    public int[]? InputOrder { get; init; }

    /// <summary>Images of the tensors, one run each; orders are those of one.</summary>
    public int Images { get; init; } = 1;

    /// <summary>Multiply-accumulate operations of one; 0 where there are none.</summary>
    public long Macs { get; init; }

    public EngineUnit Unit => (EngineUnit)Words[EngineWord.Engine];

    /// <summary>Whether the outputs are codes; else accumulators.</summary>
    public bool HasCodes => Words[EngineWord.HasCodes] != 0;

    /// <summary>Files of the layer whatever its input is.</summary>
    public IEnumerable<(string Name, byte[] Content)> ConstantFiles() =>
        Constants.Select(file => (file.Key, file.Value)).Prepend(("layer.hex", HexLines.OfText(Words.Lines())));

    /// <summary>Files of one image.</summary>
    public IEnumerable<(string Name, byte[] Content)> InputFiles(EngineInput input)
    {
        List<(string, byte[])> files = [("x.hex", HexLines.OfCodes(InputOrder is null ? input.Operands[0] : Gather(input.Operands[0], InputOrder)))];
        if (input.Operands.Count > 1)
        {
            files.Add(("y.hex", HexLines.OfCodes(input.Operands[1])));
        }

        if (input.Accumulators.Length > 0)
        {
            files.Add(("acc.hex", HexLines.OfNumbers(Gather(input.Accumulators, OutputOrder))));
        }

        if (input.Codes.Length > 0)
        {
            files.Add(("code.hex", HexLines.OfCodes(Gather(input.Codes, OutputOrder))));
        }

        return files;
    }

    /// <summary>All files of one image.</summary>
    public IEnumerable<(string Name, byte[] Content)> Files(EngineInput input) => ConstantFiles().Concat(InputFiles(input));

    /// <summary>The tensor of what an engine gave.</summary>
    public sbyte[] InOrderOfTensor(IReadOnlyList<sbyte> outputs)
    {
        sbyte[] tensor = new sbyte[outputs.Count];
        for (int i = 0; i < outputs.Count; i++)
        {
            tensor[OutputOrder[i]] = outputs[i];
        }

        return tensor;
    }

    private static T[] Gather<T>(T[] values, IReadOnlyList<int> order)
    {
        T[] gathered = new T[order.Count];
        for (int i = 0; i < gathered.Length; i++)
        {
            gathered[i] = values[order[i]];
        }

        return gathered;
    }
}
