using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Onnx;

/// <summary>The codes of a function of real numbers as a step function: where the code changes, and to what.</summary>
/// <remarks>
/// The function is sampled over all float32 numbers of a range, in their order, and between two samples again until they are neighbours
/// or nothing can be between them: where the results vary by so little that no change of the code is near. What the function does between
/// two neighbours, as where rounding makes it go back and forth, is what its own float32 operations do.
/// </remarks>
internal sealed class StepFunctions
{
    /// <summary>Samples of each octave before any is looked at.</summary>
    private const int PerOctave = 16;

    /// <summary>Octaves below the greatest number: results below are less than an accumulator of 1 is worth.</summary>
    private const int Octaves = 48;

    /// <summary>How many times as far as samples vary no change of the code may be.</summary>
    private const double Margin = 4;

    /// <summary>Results in codes beyond which nothing matters.</summary>
    private const double Far = 1 << 16;

    private const int MostSteps = 1 << 16;

    private readonly Func<float, float> _function;
    private readonly OnnxTarget _target;
    private readonly OnnxNode _producer;
    private readonly List<float> _breaks = [];
    private readonly List<sbyte> _codes = [];

    private StepFunctions(Func<float, float> function, OnnxTarget target, OnnxNode producer)
    {
        _function = function;
        _target = target;
        _producer = producer;
    }

    /// <summary>The steps of a function.</summary>
    /// <param name="function">Of any number of the range.</param>
    /// <param name="target">The codes.</param>
    /// <param name="limit">The range: from minus to plus this.</param>
    /// <param name="producer">Who computes it, for messages.</param>
    /// <returns>Breaks ascending, and one code more.</returns>
    public static (float[] Breaks, sbyte[] Codes) Of(Func<float, float> function, OnnxTarget target, float limit, OnnxNode producer)
    {
        StepFunctions steps = new(function, target, producer);
        int greatest = BitConverter.SingleToInt32Bits(limit);
        const int step = (1 << 23) / PerOctave;
        int cells = Math.Min(Octaves * PerOctave, greatest / step);
        int[] keys = [.. Enumerable.Range(0, cells).Select(cell => -greatest + (cell * step)), 0, .. Enumerable.Range(0, cells).Select(cell => greatest - ((cells - 1 - cell) * step))];
        Sample last = steps.At(keys[0]);
        steps._codes.Add(last.Code);
        foreach (int key in keys.Skip(1))
        {
            Sample next = steps.At(key);
            steps.Search(last, next);
            last = next;
        }

        return ([.. steps._breaks], [.. steps._codes]);
    }

    private void Search(Sample first, Sample last)
    {
        if ((long)last.Key - first.Key <= 1)
        {
            Add(last);
            return;
        }

        Sample middle = At(first.Key + (int)(((long)last.Key - first.Key) / 2));
        Sample early = At(first.Key + (int)(((long)middle.Key - first.Key) / 2));
        Sample late = At(middle.Key + (int)(((long)last.Key - middle.Key) / 2));
        double least = Math.Min(Math.Min(Math.Min(first.Steps, last.Steps), Math.Min(early.Steps, late.Steps)), middle.Steps);
        double greatest = Math.Max(Math.Max(Math.Max(first.Steps, last.Steps), Math.Max(early.Steps, late.Steps)), middle.Steps);
        double room = Margin * (greatest - least);
        if (CodeOf(least - room) == CodeOf(greatest + room))
        {
            return;
        }

        Search(first, middle);
        Search(middle, last);
    }

    private void Add(Sample sample)
    {
        if (sample.Code == _codes[^1])
        {
            return;
        }

        if (_breaks.Count == MostSteps)
        {
            throw _producer.Unsupported(Invariant($"computes a function whose code changes more than {MostSteps} times"));
        }

        _breaks.Add(Number(sample.Key));
        _codes.Add(sample.Code);
    }

    private Sample At(int key)
    {
        float real = Number(key);
        float value = _function(real);
        if (float.IsNaN(value))
        {
            throw _producer.QuantizationError(Invariant($"computes NaN of {real}, and NaN has no code"));
        }

        OnnxQuantization quantization = _target.Quantization;
        double steps = Math.Clamp((double)(value / quantization.Scale), -Far, Far) + quantization.ZeroPoint;
        return new(key, steps, (sbyte)Math.Clamp((int)quantization.Quantize(value), _target.Clamp.Lower, _target.Clamp.Upper));
    }

    /// <summary>The code of a number of steps, for what lies between samples.</summary>
    private double CodeOf(double steps) => Math.Clamp(Math.Floor(steps + 0.5), _target.Clamp.Lower, _target.Clamp.Upper);

    /// <summary>The float32 number of a place in their order; both zeros have place 0.</summary>
    private static float Number(int key) => BitConverter.Int32BitsToSingle(key >= 0 ? key : int.MinValue - key);

    /// <param name="Key">Place of the number among all float32 numbers.</param>
    /// <param name="Steps">The result in codes, before it is rounded.</param>
    /// <param name="Code">Its code.</param>
    private readonly record struct Sample(int Key, double Steps, sbyte Code);
}
