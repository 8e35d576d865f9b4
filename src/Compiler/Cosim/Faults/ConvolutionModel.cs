using System.Buffers.Binary;

namespace QMacVerify.Compiler.Cosim.Faults;

/// <summary><c>conv_engine</c> in C#.</summary>
internal sealed class ConvolutionModel(IReadOnlyDictionary<string, byte[][]> files) : EngineModel(files)
{
    private readonly byte[][] _weights = files["w.hex"];
    private readonly byte[][] _starts = files["start.hex"];
    private readonly byte[][] _factors = files["factor.hex"];

    public override EngineOutputs Run(EngineBehaviour behaviour)
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
                            byte[] factor = _factors[channel];
                            codes[at] = Requantize(accumulators[at], BinaryPrimitives.ReadUInt32LittleEndian(factor), (sbyte)(factor[4] << 2) >> 2, behaviour);
                        }
                    }
                }
            }
        }

        return new EngineOutputs(accumulators, codes) { Bits = lane.Bits, LastProduct = lane.LastProduct };
    }

    /// <summary>The loops over a window.</summary>
    private sealed class Lane(ConvolutionModel model, EngineBehaviour behaviour)
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
            int first = (group * model[EngineWord.GroupStep]) + (_isPerLane ? lane : 0);
            int acc = behaviour.Start(BinaryPrimitives.ReadInt32LittleEndian(model._starts[_skips ? window : block].AsSpan(4 * lane)));
            Widen(acc);
            int activations = 0;
            int taps = _height * _width * _channels;
            for (int tap = 0; tap < taps - (behaviour.DropsLastTap ? 1 : 0); tap++)
            {
                int filterY = tap / _channels / _width;
                int filterX = tap / _channels % _width;
                bool isInside = model.IsInside(y, filterY, x, filterX);
                if (!isInside && _skips)
                {
                    continue;
                }

                int activation = isInside ? model.Activation(model.AddressOf(y, filterY, x, filterX) + first + (tap % _channels)) : _padValue;
                LastProduct = EngineBehaviour.IndexOf(activation, unchecked((sbyte)model._weights[(block * taps) + tap][lane]));
                acc = behaviour.Add(acc, behaviour.Products[LastProduct]);
                activations += activation;
                Widen(acc);
            }

            return acc - (unchecked((sbyte)model._factors[channel][5]) * activations);
        }

        private void Widen(int sum) => Bits = Math.Max(Bits, 33 - int.LeadingZeroCount(sum < 0 ? ~sum : sum));
    }
}
