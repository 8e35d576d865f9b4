using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Planning;

/// <summary>Activations and weights moved to the left, so that instructions on int16 products give parts of them.</summary>
internal sealed class MovedOperands
{
    private const int MaxShift = 8;

    private readonly MacLayer _layer;
    private readonly int _zeroPoint;
    private readonly int _weightShift;

    /// <summary>Divides a shift between the operands of a layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="zeroPoint">What activations are less by; not 0 where operands are centred.</param>
    /// <param name="shift">Bits that a product is moved by: at most 16, or 15 where operands are centred.</param>
    public MovedOperands(MacLayer layer, int zeroPoint, int shift)
    {
        _layer = layer;
        _zeroPoint = zeroPoint;

        // Centred activations have nine bits.
        int activationShift = Math.Min(shift, zeroPoint == 0 ? MaxShift : MaxShift - 1);
        _weightShift = shift - activationShift;
        Plane = layer.Plane(activation => (activation - zeroPoint) << activationShift);
    }

    public ImagePlane Plane { get; }

    /// <summary>The moved weights in the order of use.</summary>
    public EquatableArray<short> Pack(VectorKernel kernel, IReadOnlyList<int> taps) => WeightPacking
        .Pack(kernel, taps, planes: 1, group: 2, (_, channel, tap) => _layer.Weight(channel, tap) << _weightShift)
        .Select(weight => checked((short)weight)).ToEquatableArray();

    /// <summary>Pairs of taps after which int16 sums have to be emptied; see <see cref="NarrowSums"/>.</summary>
    /// <param name="taps">Pairs of taps in the order of use; -1 for what is missing from one.</param>
    /// <param name="runs">Runs of the same length that they consist of.</param>
    /// <param name="part">What is added of an exact product; nondecreasing, at most 14 bits and a sign.</param>
    public int Depth(int[] taps, int runs, Func<int, int> part)
    {
        Interval[] ofWeight = [.. Enumerable.Range(sbyte.MinValue, 256).Select(weight =>
        {
            // A product is linear in the activation, so its ends decide.
            int first = part((sbyte.MinValue - _zeroPoint) * weight);
            int last = part((sbyte.MaxValue - _zeroPoint) * weight);
            return new Interval(Math.Min(first, last), Math.Max(first, last));
        })];
        return NarrowSums.Depth(runs, taps.Length / 2 / runs, Lanes())
            ?? throw new InvalidOperationException("A part of a product exceeds int16.");

        IEnumerable<IReadOnlyList<Interval>> Lanes()
        {
            Interval none = Interval.Point(0);
            for (int channel = 0; channel < _layer.Geometry.OutChannels; channel++)
            {
                for (int parity = 0; parity < 2; parity++)
                {
                    Interval[] lane = new Interval[taps.Length / 2];
                    for (int step = 0; step < lane.Length; step++)
                    {
                        int tap = taps[(2 * step) + parity];
                        lane[step] = tap < 0 ? none : ofWeight[_layer.Weight(channel, tap) - sbyte.MinValue];
                    }

                    yield return lane;
                }
            }
        }
    }
}
