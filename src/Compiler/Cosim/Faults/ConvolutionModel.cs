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
        foreach (WindowOutput output in Outputs(this[EngineWord.Groups]))
        {
            int acc = accumulators[output.At] = lane.Accumulate(output);
            if (codes.Length > 0)
            {
                byte[] factor = _factors[output.Channel];
                codes[output.At] = Requantize(acc, BinaryPrimitives.ReadUInt32LittleEndian(factor), (sbyte)(factor[4] << 2) >> 2, behaviour);
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

        public int Bits { get; private set; }

        public int LastProduct { get; private set; } = -1;

        /// <summary>One accumulator.</summary>
        public int Accumulate(WindowOutput output)
        {
            int group = _isPerLane ? output.Block : output.Channel / model[EngineWord.GroupChannels];
            int first = (group * model[EngineWord.GroupStep]) + (_isPerLane ? output.Lane : 0);
            int acc = behaviour.Start(BinaryPrimitives.ReadInt32LittleEndian(model._starts[_skips ? output.Window : output.Block].AsSpan(4 * output.Lane)));
            Widen(acc);
            int activations = 0;
            int taps = _height * _width * _channels;
            for (int tap = 0; tap < taps - (behaviour.DropsLastTap ? 1 : 0); tap++)
            {
                int filterY = tap / _channels / _width;
                int filterX = tap / _channels % _width;
                bool isInside = model.IsInside(output.Y, filterY, output.X, filterX);
                if (!isInside && _skips)
                {
                    continue;
                }

                int activation = isInside ? model.Activation(model.AddressOf(output.Y, filterY, output.X, filterX) + first + (tap % _channels)) : _padValue;
                LastProduct = EngineBehaviour.IndexOf(activation, unchecked((sbyte)model._weights[(output.Block * taps) + tap][output.Lane]));
                acc = behaviour.Add(acc, behaviour.Products[LastProduct]);
                activations += activation;
                Widen(acc);
            }

            return acc - (unchecked((sbyte)model._factors[output.Channel][5]) * activations);
        }

        private void Widen(int sum) => Bits = Math.Max(Bits, 33 - int.LeadingZeroCount(sum < 0 ? ~sum : sum));
    }
}
