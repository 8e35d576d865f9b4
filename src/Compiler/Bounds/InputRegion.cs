using System.Runtime.InteropServices;
using System.Security.Cryptography;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Compiler.Bounds;

/// <summary>The inputs that bounds are about: a box of codes for each input of a model.</summary>
internal abstract record InputRegion
{
    private InputRegion()
    {
    }

    /// <summary>Every code for every element.</summary>
    public static InputRegion Full { get; } = new FullRegion();

    /// <summary>The codes of the numbers 0 to 255 under the input's own quantization.</summary>
    public static InputRegion Pixels { get; } = new PixelRegion();

    /// <summary>The name in reports.</summary>
    public abstract string Kind { get; }

    /// <summary>Codes within a distance of given ones.</summary>
    /// <param name="centres">The codes of each input, in the model's order.</param>
    /// <param name="epsilon">0 to 255.</param>
    /// <exception cref="ArgumentOutOfRangeException">The distance is outside 0 to 255.</exception>
    public static InputRegion Linf(IReadOnlyList<sbyte[]> centres, int epsilon) => new LinfRegion(centres, epsilon);

    /// <summary>The boxes of all inputs, each where its codes first stand.</summary>
    /// <remarks>Real numbers that several nodes quantize have several codes. Only every code is known to be in the region of each.</remarks>
    public IEnumerable<(TensorInfo Codes, Box Box)> BoxesOf(QuantizedGraph graph) => graph.InputCodes
        .GroupBy(input => input.Position)
        .SelectMany(group => group.Select(input =>
            (input.Codes, (group.Skip(1).Any() ? Full : this).BoxOf(input.Codes, input.Position))));

    /// <summary>The box of one input.</summary>
    /// <param name="input">Tensor of its codes.</param>
    /// <param name="position">Its position among the model's inputs.</param>
    /// <exception cref="ArgumentException">The region was made for inputs of another shape.</exception>
    public abstract Box BoxOf(TensorInfo input, int position);

    private sealed record FullRegion : InputRegion
    {
        public override string Kind => "full";

        public override Box BoxOf(TensorInfo input, int position) => Box.Uniform(input.ElementCount, ClampRange.Full);
    }

    private sealed record PixelRegion : InputRegion
    {
        public override string Kind => "pixels";

        public override Box BoxOf(TensorInfo input, int position) =>
            Box.Uniform(input.ElementCount, Quantize(0, input), Quantize(255, input));

        /// <summary>TFLite's QUANTIZE: a float32 division, half away from zero, clamped.</summary>
        private static int Quantize(float value, TensorInfo input)
        {
            float scale = BitConverter.UInt32BitsToSingle(input.Quantization!.ScaleBits[0]);

            // The clamp comes before the conversion: a tiny scale leaves int32, even float32.
            float rounded = MathF.Round(value / scale, MidpointRounding.AwayFromZero);
            return (int)Math.Clamp(rounded + (double)input.ZeroPoint, sbyte.MinValue, sbyte.MaxValue);
        }
    }

    /// <summary>See <see cref="Linf"/>.</summary>
    public sealed record LinfRegion : InputRegion
    {
        private readonly IReadOnlyList<sbyte[]> _centres;

        internal LinfRegion(IReadOnlyList<sbyte[]> centres, int epsilon)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(epsilon);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(epsilon, byte.MaxValue);
            _centres = centres;
            Epsilon = epsilon;
        }

        /// <summary>Greatest distance in codes.</summary>
        public int Epsilon { get; }

        public override string Kind => "linf";

        /// <summary>Lower-case hex SHA-256 of the centre's codes, input after input.</summary>
        public string CentreSha256 =>
            Convert.ToHexStringLower(SHA256.HashData([.. _centres.SelectMany(codes => MemoryMarshal.AsBytes<sbyte>(codes).ToArray())]));

        public override Box BoxOf(TensorInfo input, int position)
        {
            if (position >= _centres.Count || _centres[position].Length != input.ElementCount)
            {
                throw new ArgumentException($"The centre does not fit input {position}, {input.Signature}.");
            }

            sbyte[] centre = _centres[position];
            return new Box(
                Array.ConvertAll(centre, code => (sbyte)Math.Max(code - Epsilon, sbyte.MinValue)),
                Array.ConvertAll(centre, code => (sbyte)Math.Min(code + Epsilon, sbyte.MaxValue)));
        }
    }
}
