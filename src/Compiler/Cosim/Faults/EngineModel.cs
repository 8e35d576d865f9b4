using System.Buffers.Binary;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Compiler.Cosim.Faults;

/// <summary>What an engine gives, in the order in which it does.</summary>
/// <param name="Accumulators">All of them.</param>
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

/// <summary><c>conv_engine</c> in C#, on the files that its bench reads: says what a fault in a file or a circuit changes.</summary>
/// <remarks>It knows neither graph nor geometry, as the engine does not; without a fault it gives what the reference does.</remarks>
internal sealed class EngineModel
{
    private readonly int[] _layer;
    private readonly byte[][] _x;
    private readonly byte[][] _weights;
    private readonly byte[][] _starts;
    private readonly byte[][] _factors;

    /// <param name="files">The words of the memories, lowest byte first, by the names of their files.</param>
    public EngineModel(IReadOnlyDictionary<string, byte[][]> files)
    {
        _layer = [.. files["layer.hex"].Select(word => BinaryPrimitives.ReadInt32LittleEndian(word))];
        (_x, _weights, _starts, _factors) = (files["x.hex"], files["w.hex"], files["start.hex"], files["factor.hex"]);
    }

    private int this[EngineWord word] => _layer[(int)word];

    public EngineOutputs Run(EngineBehaviour behaviour)
    {
        int outputs = this[EngineWord.Outputs];
        int[] accumulators = new int[outputs];
        sbyte[] codes = new sbyte[this[EngineWord.HasCodes] != 0 ? outputs : 0];
        Lane lane = new(this, behaviour);
        int at = 0;
        int next = 0;
        foreach ((int first, int count) in WindowWords.Blocks(this[EngineWord.Groups], this[EngineWord.GroupChannels]))
        {
            for (int y = 0; y < this[EngineWord.OutHeight]; y++)
            {
                for (int x = 0; x < this[EngineWord.OutWidth]; x++, next++)
                {
                    for (int channel = first; channel < first + count; channel++, at++)
                    {
                        accumulators[at] = lane.Accumulate(next, y, x, channel, channel - first);
                        if (codes.Length > 0)
                        {
                            codes[at] = Code(accumulators[at], _factors[channel], behaviour);
                        }
                    }
                }
            }
        }

        return new EngineOutputs(accumulators, codes) { Bits = lane.Bits, LastProduct = lane.LastProduct };
    }

    private sbyte Code(int acc, byte[] factor, EngineBehaviour behaviour)
    {
        int zeroPoint = this[EngineWord.ZeroPoint];
        long scaled = behaviour.Rescale(
            acc, (RequantizationKind)this[EngineWord.Kind], BinaryPrimitives.ReadUInt32LittleEndian(factor), (sbyte)(factor[4] << 2) >> 2);
        return (sbyte)(Math.Clamp(scaled, this[EngineWord.Lower] - zeroPoint, this[EngineWord.Upper] - zeroPoint) + zeroPoint);
    }

    /// <summary>The loops over a window.</summary>
    private sealed class Lane(EngineModel model, EngineBehaviour behaviour)
    {
        private readonly int _height = model[EngineWord.FilterHeight];
        private readonly int _width = model[EngineWord.FilterWidth];
        private readonly int _channels = model[EngineWord.Channels];
        private readonly bool _isPerLane = model[EngineWord.PerLane] != 0;
        private readonly bool _skips = model[EngineWord.Skip] != 0;
        private readonly int _padValue = unchecked((sbyte)model[EngineWord.PadValue]);
        private readonly int _positions = model[EngineWord.OutHeight] * model[EngineWord.OutWidth];

        public int Bits { get; private set; }

        public int LastProduct { get; private set; } = -1;

        /// <summary>One accumulator.</summary>
        /// <param name="window">Its number, in windows of all blocks.</param>
        /// <param name="y">Output row.</param>
        /// <param name="x">Output column.</param>
        /// <param name="channel">Output channel.</param>
        /// <param name="lane">Which lane has it.</param>
        public int Accumulate(int window, int y, int x, int channel, int lane)
        {
            int block = window / _positions;
            int group = _isPerLane ? block : channel / model[EngineWord.GroupChannels];
            int origin = model[EngineWord.Origin] + (group * model[EngineWord.GroupStep]) + (y * model[EngineWord.StepOutY]) + (x * model[EngineWord.StepOutX]);
            int acc = behaviour.Start(BinaryPrimitives.ReadInt32LittleEndian(model._starts[_skips ? window : block].AsSpan(4 * lane)));
            Widen(acc);
            int activations = 0;
            int taps = _height * _width * _channels;
            for (int tap = 0; tap < taps - (behaviour.DropsLastTap ? 1 : 0); tap++)
            {
                int filterY = tap / _channels / _width;
                int filterX = tap / _channels % _width;
                bool isInside = IsInside(y, filterY, EngineWord.StrideY, EngineWord.PadTop, EngineWord.DilationY, EngineWord.InHeight)
                    && IsInside(x, filterX, EngineWord.StrideX, EngineWord.PadLeft, EngineWord.DilationX, EngineWord.InWidth);
                if (!isInside && _skips)
                {
                    continue;
                }

                int address = origin + (filterY * model[EngineWord.StepFilterY]) + (filterX * model[EngineWord.StepFilterX]) + (tap % _channels) + (_isPerLane ? lane : 0);
                int activation = isInside ? unchecked((sbyte)model._x[address][0]) : _padValue;
                LastProduct = EngineBehaviour.IndexOf(activation, unchecked((sbyte)model._weights[(block * taps) + tap][lane]));
                acc = behaviour.Add(acc, behaviour.Products[LastProduct]);
                activations += activation;
                Widen(acc);
            }

            return acc - (unchecked((sbyte)model._factors[channel][5]) * activations);
        }

        private bool IsInside(int output, int filter, EngineWord stride, EngineWord pad, EngineWord dilation, EngineWord extent)
        {
            int position = (output * model[stride]) - model[pad] + (filter * model[dilation]);
            return position >= 0 && position < model[extent];
        }

        private void Widen(int sum) => Bits = Math.Max(Bits, 33 - int.LeadingZeroCount(sum < 0 ? ~sum : sum));
    }
}
