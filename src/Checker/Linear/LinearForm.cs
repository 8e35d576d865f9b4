using System.Numerics;
using QMacVerify.Checker.Arithmetic;

namespace QMacVerify.Checker.Linear;

/// <summary>Coefficients of a form in the codes of a tensor, less its zero point, or in the sums that they are made of: those that are not 0, and some that are.</summary>
/// <param name="channels">Elements that are kept together.</param>
internal sealed class Coefficients(int channels)
{
    /// <summary>Less than this, coefficients times weights or codes can be added up in 128 bits, 2^18 of them.</summary>
    public static Int128 Room { get; } = Int128.One << 100;

    private readonly Dictionary<int, Int128[]> _pixels = [];

    public int Channels => channels;

    /// <summary>Elements and their coefficients, where they are not 0.</summary>
    public IEnumerable<(int Element, Int128 Value)> All
    {
        get
        {
            foreach ((int pixel, Int128[] values) in _pixels)
            {
                for (int channel = 0; channel < values.Length; channel++)
                {
                    if (values[channel] != 0)
                    {
                        yield return ((pixel * channels) + channel, values[channel]);
                    }
                }
            }
        }
    }

    public bool HasRoom => _pixels.Values.All(pixel => Array.TrueForAll(pixel, value => -Room < value && value < Room));

    /// <summary>The coefficient of an element.</summary>
    public ref Int128 At(int element) => ref Pixel(element / channels)[element % channels];

    /// <summary>Adds a number times some weights to elements that lie side by side.</summary>
    public void Add(int element, Int128 factor, ReadOnlySpan<long> weights)
    {
        (ulong high, ulong low) = unchecked(((ulong)(factor >> 64), (ulong)factor));
        while (weights.Length > 0)
        {
            Span<Int128> target = Pixel(element / channels).AsSpan(element % channels);
            int count = Math.Min(target.Length, weights.Length);
            for (int i = 0; i < count; i++)
            {
                // As factor * weight, where both have 128 bits, in two products in the place of three: nearly all time of a check goes by here.
                ulong weight = unchecked((ulong)weights[i]);
                ulong upper = Math.BigMul(low, weight, out ulong lower);
                target[i] += new Int128(unchecked(upper + (high * weight) - (weights[i] < 0 ? low : 0)), lower);
            }

            element += count;
            weights = weights[count..];
        }
    }

    /// <summary>The greatest value over a box, in units of coefficients.</summary>
    public BigInteger Greatest(CodeBox box, int zeroPoint)
    {
        WideSum greatest = new();
        foreach ((int pixel, Int128[] values) in _pixels)
        {
            Int128 sum = 0;
            for (int channel = 0; channel < channels; channel++)
            {
                int element = (pixel * channels) + channel;
                sum += values[channel] * ((values[channel] > 0 ? box.High[element] : box.Low[element]) - zeroPoint);
            }

            greatest.Add(sum);
        }

        return greatest.Value;
    }

    private Int128[] Pixel(int pixel)
    {
        if (!_pixels.TryGetValue(pixel, out Int128[]? values))
        {
            _pixels.Add(pixel, values = new Int128[channels]);
        }

        return values;
    }
}

/// <summary>A constant, and coefficients in the codes of some tensors: no less than what it stands for.</summary>
internal sealed class LinearForm
{
    private readonly Dictionary<int, Coefficients> _tensors = [];

    /// <summary>In units of <see cref="Fixed.CoefficientBits"/>.</summary>
    public BigInteger Constant { get; set; }

    public IReadOnlyCollection<int> Tensors => _tensors.Keys;

    public Coefficients Of(int tensor, int channels)
    {
        if (!_tensors.TryGetValue(tensor, out Coefficients? coefficients))
        {
            _tensors.Add(tensor, coefficients = new Coefficients(channels));
        }

        return coefficients;
    }

    /// <summary>The coefficients of a tensor, which the form loses.</summary>
    public Coefficients Take(int tensor)
    {
        Coefficients taken = _tensors[tensor];
        _tensors.Remove(tensor);
        return taken;
    }
}
