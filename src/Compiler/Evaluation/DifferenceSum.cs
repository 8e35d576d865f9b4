using System.Runtime.InteropServices;
using ElementType = QMacVerify.Generators.Graph.ElementType;

namespace QMacVerify.Compiler.Evaluation;

/// <summary>Differences of a tensor's values from exact ones, summed up as they come; d is approximate minus exact.</summary>
/// <remarks>Sums of codes are exact: integers below 2^53, so they depend on no order. Others are added in the order of the samples.</remarks>
internal sealed class DifferenceSum
{
    private double _sum;
    private double _absolute;
    private double _squares;

    /// <summary>Values compared.</summary>
    public long Count { get; private set; }

    /// <summary>Values that differ.</summary>
    public long Changed { get; private set; }

    /// <summary>Greatest |d|.</summary>
    public double Max { get; private set; }

    /// <summary>Mean of d.</summary>
    public double Mean => _sum / Math.Max(1, Count);

    /// <summary>Mean of |d|.</summary>
    public double MeanAbsolute => _absolute / Math.Max(1, Count);

    /// <summary>Root of the mean of d squared.</summary>
    public double Rms => Math.Sqrt(_squares / Math.Max(1, Count));

    /// <summary>Share of values that differ, 0 to 1.</summary>
    public double ChangedFraction => (double)Changed / Math.Max(1, Count);

    /// <summary>Adds values that were computed without error.</summary>
    public void AddEqual(long count) => Count += count;

    /// <summary>Adds values beside exact ones.</summary>
    public void Add(ReadOnlySpan<double> exact, ReadOnlySpan<double> values)
    {
        for (int i = 0; i < exact.Length; i++)
        {
            Add(values[i] - exact[i]);
        }
    }

    /// <summary>Adds values beside exact ones, as bytes of a type.</summary>
    public void Add(ElementType type, ReadOnlySpan<byte> exact, ReadOnlySpan<byte> values)
    {
        switch (type)
        {
            case ElementType.Int8:
                AddCodes(MemoryMarshal.Cast<byte, sbyte>(exact), MemoryMarshal.Cast<byte, sbyte>(values));
                break;
            case ElementType.Int32:
                ReadOnlySpan<int> integers = MemoryMarshal.Cast<byte, int>(exact);
                ReadOnlySpan<int> others = MemoryMarshal.Cast<byte, int>(values);
                for (int i = 0; i < integers.Length; i++)
                {
                    Add((double)others[i] - integers[i]);
                }

                break;
            default:
                ReadOnlySpan<float> reals = MemoryMarshal.Cast<byte, float>(exact);
                ReadOnlySpan<float> near = MemoryMarshal.Cast<byte, float>(values);
                for (int i = 0; i < reals.Length; i++)
                {
                    Add(near[i].Equals(reals[i]) ? 0 : (double)near[i] - reals[i]);
                }

                break;
        }
    }

    private void AddCodes(ReadOnlySpan<sbyte> exact, ReadOnlySpan<sbyte> values)
    {
        (long sum, long absolute, long squares, long changed, int max) = (0, 0, 0, 0, 0);
        for (int i = 0; i < exact.Length; i++)
        {
            int difference = values[i] - exact[i];
            int magnitude = Math.Abs(difference);
            sum += difference;
            absolute += magnitude;
            squares += difference * difference;
            changed += difference == 0 ? 0 : 1;
            max = Math.Max(max, magnitude);
        }

        Count += exact.Length;
        Changed += changed;
        Max = Math.Max(Max, max);
        _sum += sum;
        _absolute += absolute;
        _squares += squares;
    }

    private void Add(double difference)
    {
        Count++;
        Changed += difference == 0 ? 0 : 1;
        Max = Math.Max(Max, Math.Abs(difference));
        _sum += difference;
        _absolute += Math.Abs(difference);
        _squares += difference * difference;
    }
}
