using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning.Strategies;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Planning;

/// <summary>The taps of a block of channels, by how narrow the sums of their products are: each tap in one of the lists.</summary>
/// <remarks>Four neighbouring taps of a stretch of memory are a group, in the order of <see cref="WideImage.TapOrder"/>.</remarks>
/// <param name="Doubles">Groups in pairs: in each lane the products of both fit int16 together.</param>
/// <param name="Singles">Groups of which two products fit int16 in each lane.</param>
/// <param name="Wide">The other groups.</param>
public sealed record ByteSteps(EquatableArray<int> Doubles, EquatableArray<int> Singles, EquatableArray<int> Wide)
{
    /// <summary>Groups that are tried as the second of a pair.</summary>
    private const int MostTried = 8;

    /// <summary>Groups, the same in every block.</summary>
    public int Count => Doubles.Count + Singles.Count + Wide.Count;

    /// <summary>Divides the taps of every block of a kernel.</summary>
    /// <param name="kernel">Its blocks and weights.</param>
    /// <param name="taps">In groups of four; -1 for what is missing from one.</param>
    /// <param name="greatest">The greatest activation, the least being 0.</param>
    internal static ByteSteps[] Of(VectorKernel kernel, int[] taps, int greatest) => [.. kernel.BlockStarts().Select(first => OfBlock(kernel, first, taps, greatest))];

    private static ByteSteps OfBlock(VectorKernel kernel, int firstChannel, int[] taps, int greatest)
    {
        Group[] groups = [.. Enumerable.Range(0, taps.Length / ByteTerms.Group).Select(index => Group.Of(kernel, firstChannel, taps, index, greatest))];
        List<int> doubles = [], singles = [];

        // The greatest sums beside the least: what fits with none of those fits with few others.
        Group[] fitting = [.. groups.Where(group => group.Fits).OrderBy(group => group.Load)];
        bool[] isTaken = new bool[fitting.Length];
        for (int least = 0, most = fitting.Length - 1; most >= least; most--)
        {
            if (isTaken[most])
            {
                continue;
            }

            int partner = Enumerable.Range(least, most - least).Where(i => !isTaken[i]).Take(MostTried).Where(i => fitting[most].FitsWith(fitting[i])).DefaultIfEmpty(-1).First();
            if (partner < 0)
            {
                singles.Add(fitting[most].Index);
                continue;
            }

            doubles.AddRange([fitting[most].Index, fitting[partner].Index]);
            isTaken[partner] = true;
            while (isTaken[least])
            {
                least++;
            }
        }

        singles.Sort();
        return new ByteSteps(doubles.ToEquatableArray(), singles.ToEquatableArray(), groups.Where(group => !group.Fits).Select(group => group.Index).ToEquatableArray());
    }

    /// <summary>Four taps and what their products can be.</summary>
    /// <param name="Index">Number of the group.</param>
    /// <param name="Lanes">The sums of two products, for each channel and half; empty where one does not fit int16, or a weight int8.</param>
    private sealed record Group(int Index, Interval[] Lanes)
    {
        private static readonly Interval Int16 = new(short.MinValue, short.MaxValue);

        public bool Fits => Lanes.Length > 0;

        /// <summary>How much of int16 the products of the worst lane take.</summary>
        public long Load { get; } = Lanes.Length == 0 ? 0 : Lanes.Max(lane => lane.MaxMagnitude);

        public bool FitsWith(Group other)
        {
            for (int lane = 0; lane < Lanes.Length; lane++)
            {
                if (!Int16.Contains(Lanes[lane] + other.Lanes[lane]))
                {
                    return false;
                }
            }

            return true;
        }

        public static Group Of(VectorKernel kernel, int firstChannel, int[] taps, int index, int greatest)
        {
            const int halves = 2, half = ByteTerms.Group / halves;
            Interval[] lanes = new Interval[kernel.StoredChannels * halves];
            for (int lane = 0; lane < lanes.Length; lane++)
            {
                Interval sum = Interval.Point(0);
                for (int i = 0; i < half; i++)
                {
                    int tap = taps[(index * ByteTerms.Group) + (lane % halves * half) + i];
                    int weight = tap < 0 ? 0 : kernel.Layer.CentredWeight(firstChannel + (lane / halves), tap);
                    if (!ElementTypes.IsCode(weight))
                    {
                        return new Group(index, []);
                    }

                    sum += new Interval(Math.Min(0, weight * greatest), Math.Max(0, weight * greatest));
                }

                if (!Int16.Contains(sum))
                {
                    return new Group(index, []);
                }

                lanes[lane] = sum;
            }

            return new Group(index, lanes);
        }
    }
}
