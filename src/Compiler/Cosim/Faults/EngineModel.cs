using System.Buffers.Binary;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Compiler.Cosim.Faults;

/// <summary>What an engine gives, in the order in which it does.</summary>
/// <param name="Accumulators">All of them; empty where there are no products.</param>
/// <param name="Codes">Likewise; empty where accumulators are the result.</param>
internal sealed record EngineOutputs(int[] Accumulators, sbyte[] Codes)
{
    /// <summary>The greatest number of bits that a sum on the way took.</summary>
    public int Bits { get; init; }

    /// <summary>Where in a table the last product stands; -1 where there was none.</summary>
    public int LastProduct { get; init; } = -1;

    /// <summary>How many accumulators and how many codes are others.</summary>
    public (int Accumulators, int Codes) Differences(EngineOutputs other) => (
        Accumulators.Zip(other.Accumulators).Count(pair => pair.First != pair.Second),
        Codes.Zip(other.Codes).Count(pair => pair.First != pair.Second));
}

/// <summary>An engine in C#, on the files that its bench reads: says what a fault in a file or a circuit changes.</summary>
/// <remarks>It knows neither graph nor geometry, as the engine does not; without a fault it gives what the reference does.</remarks>
internal abstract class EngineModel
{
    private readonly int[] _layer;
    private readonly byte[][] _x;

    /// <param name="files">The words of the memories, lowest byte first, by the names of their files.</param>
    protected EngineModel(IReadOnlyDictionary<string, byte[][]> files)
    {
        _layer = [.. files["layer.hex"].Select(word => BinaryPrimitives.ReadInt32LittleEndian(word))];
        _x = files["x.hex"];
    }

    protected int this[EngineWord word] => _layer[(int)word];

    /// <summary>The engine that <c>layer.hex</c> names.</summary>
    /// <param name="files">The words of the memories, lowest byte first, by the names of their files.</param>
    public static EngineModel Of(IReadOnlyDictionary<string, byte[][]> files) => (EngineUnit)files["layer.hex"][(int)EngineWord.Engine][0] switch
    {
        EngineUnit.Conv => new ConvolutionModel(files),
        EngineUnit.Pool => new PoolModel(files),
        _ => new SumModel(files),
    };

    /// <summary>All that the engine gives.</summary>
    public abstract EngineOutputs Run(EngineBehaviour behaviour);

    /// <summary>The outputs of a window over an image, in the order in which they come.</summary>
    /// <param name="groups">Groups of channels, each of which begins a new block of lanes.</param>
    protected IEnumerable<WindowOutput> Outputs(int groups)
    {
        int positions = this[EngineWord.OutHeight] * this[EngineWord.OutWidth];
        foreach ((int block, (int first, int count)) in WindowWords.Blocks(groups, this[EngineWord.GroupChannels]).Index())
        {
            for (int output = 0; output < positions * count; output++)
            {
                (int position, int lane) = Math.DivRem(output, count);
                (int y, int x) = Math.DivRem(position, this[EngineWord.OutWidth]);
                yield return new WindowOutput((positions * first) + output, block, (block * positions) + position, y, x, first + lane, lane);
            }
        }
    }

    /// <summary>A code of <c>x.hex</c>.</summary>
    protected int Activation(int address) => unchecked((sbyte)_x[address][0]);

    /// <summary>Whether an element of a window lies in the image.</summary>
    protected bool IsInside(int y, int filterY, int x, int filterX) =>
        IsInside(y, filterY, EngineWord.StrideY, EngineWord.PadTop, EngineWord.DilationY, EngineWord.InHeight)
        && IsInside(x, filterX, EngineWord.StrideX, EngineWord.PadLeft, EngineWord.DilationX, EngineWord.InWidth);

    /// <summary>Where the first channel of an element of a window stands in <c>x.hex</c>.</summary>
    protected int AddressOf(int y, int filterY, int x, int filterX) => this[EngineWord.Origin]
        + (y * this[EngineWord.StepOutY]) + (x * this[EngineWord.StepOutX])
        + (filterY * this[EngineWord.StepFilterY]) + (filterX * this[EngineWord.StepFilterX]);

    /// <summary><c>requantize_s32</c>.</summary>
    protected sbyte Requantize(int acc, uint factor, int shift, EngineBehaviour behaviour)
    {
        int zeroPoint = this[EngineWord.ZeroPoint];
        long scaled = behaviour.Rescale(acc, (RequantizationKind)this[EngineWord.Kind], factor, shift);
        return (sbyte)(Math.Clamp(scaled, this[EngineWord.Lower] - zeroPoint, this[EngineWord.Upper] - zeroPoint) + zeroPoint);
    }

    private bool IsInside(int output, int filter, EngineWord stride, EngineWord pad, EngineWord dilation, EngineWord extent)
    {
        int position = (output * this[stride]) - this[pad] + (filter * this[dilation]);
        return position >= 0 && position < this[extent];
    }
}

/// <summary>One output of a window over an image.</summary>
/// <param name="At">Its place among all outputs.</param>
/// <param name="Block">Its block of lanes.</param>
/// <param name="Window">The number of its window, in windows of all blocks.</param>
/// <param name="Y">Output row.</param>
/// <param name="X">Output column.</param>
/// <param name="Channel">Output channel.</param>
/// <param name="Lane">Which lane has it.</param>
internal readonly record struct WindowOutput(int At, int Block, int Window, int Y, int X, int Channel, int Lane);
