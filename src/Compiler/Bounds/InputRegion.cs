using System.Runtime.InteropServices;
using System.Security.Cryptography;
using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Reference;

namespace QMacVerify.Compiler.Bounds;

/// <summary>The inputs that bounds are about: a box of codes for each input of a model.</summary>
internal abstract record InputRegion
{
    private protected InputRegion()
    {
    }

    /// <summary>Every code for every element.</summary>
    public static InputRegion Full { get; } = new FullRegion();

    /// <summary>What <c>--quantize</c> makes of the bytes 0 to 255: code = pixel - 128, whatever the input's scale; all codes.</summary>
    public static InputRegion Pixels { get; } = new PixelRegion();

    /// <summary>The name in reports.</summary>
    public abstract string Kind { get; }

    /// <summary>Codes within a distance of given ones.</summary>
    /// <param name="centres">The codes of each input, in the model's order.</param>
    /// <param name="epsilon">0 to 255.</param>
    /// <exception cref="ArgumentOutOfRangeException">The distance is outside 0 to 255.</exception>
    public static InputRegion Linf(IReadOnlyList<sbyte[]> centres, int epsilon) => new LinfRegion(centres, epsilon);

    /// <summary>Real numbers of a range.</summary>
    /// <param name="lower">Finite.</param>
    /// <param name="upper">Finite, not less.</param>
    public static InputRegion Real(float lower, float upper) => new RealRegion(lower, upper);

    /// <summary>The boxes of all inputs, each where its codes first stand.</summary>
    /// <remarks>Real numbers that several nodes quantize have several codes, and a ball is about those of one: of the others every code is in it.</remarks>
    public IEnumerable<(int Position, TensorInfo Codes, Box Box)> BoxesOf(QuantizedGraph graph) => graph.InputCodes
        .GroupBy(input => input.Position)
        .SelectMany(group => group.Select(input => (
            input.Position,
            input.Codes,
            (this is LinfRegion && group.Skip(1).Any() ? Full : this).BoxOf(input.Codes, input.Position, RoundingOf(graph, input.Codes)))));

    /// <summary>The box of one input.</summary>
    /// <param name="input">Tensor of its codes.</param>
    /// <param name="position">Its position among the model's inputs.</param>
    /// <param name="rounding">That of its quantizer.</param>
    /// <exception cref="ArgumentException">The region was made for inputs of another shape.</exception>
    public abstract Box BoxOf(TensorInfo input, int position, QuantizeRounding rounding = QuantizeRounding.HalfAwayFromZero);

    /// <summary>A node of the model quantizes real inputs; codes are made outside, by <c>--quantize</c>.</summary>
    private static QuantizeRounding RoundingOf(QuantizedGraph graph, TensorInfo codes) =>
        graph.Nodes.OfType<Quantize>().FirstOrDefault(node => node.Output == codes.Index)?.Rounding ?? QuantizeRounding.HalfAwayFromZero;

    private sealed record FullRegion : InputRegion
    {
        public override string Kind => "full";

        public override Box BoxOf(TensorInfo input, int position, QuantizeRounding rounding) => Box.Uniform(input.ElementCount, ClampRange.Full);
    }

    private sealed record PixelRegion : InputRegion
    {
        public override string Kind => "pixels";

        public override Box BoxOf(TensorInfo input, int position, QuantizeRounding rounding)
        {
            byte[] ends = [byte.MinValue, byte.MaxValue];
            sbyte[] codes = new sbyte[2];
            UnsignedCodes.ToSigned(ends, codes);
            return Box.Uniform(input.ElementCount, codes[0], codes[1]);
        }
    }

    /// <summary>See <see cref="Real"/>.</summary>
    /// <param name="Lower">The least number.</param>
    /// <param name="Upper">The greatest number.</param>
    public sealed record RealRegion(float Lower, float Upper) : InputRegion
    {
        public override string Kind => "real";

        /// <remarks>The quantizer is monotone, so what lies between the ends has codes between theirs.</remarks>
        public override Box BoxOf(TensorInfo input, int position, QuantizeRounding rounding)
        {
            sbyte[] codes = RealCodesReference.Quantize(
                [Lower, Upper], BitConverter.UInt32BitsToSingle(input.ScaleBits), input.ZeroPoint, rounding.ToReference());
            return Box.Uniform(input.ElementCount, codes[0], codes[1]);
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

        public override Box BoxOf(TensorInfo input, int position, QuantizeRounding rounding)
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
