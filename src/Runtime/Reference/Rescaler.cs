namespace QMacVerify.Runtime.Reference;

/// <summary>How a product with a real factor is rounded (SEMANTICS section 3).</summary>
internal enum RescaleRounding
{
    /// <summary><c>tflite_double</c>.</summary>
    Double,

    /// <summary><c>tflite_single</c>.</summary>
    Single,

    /// <summary><c>onnx_float</c>.</summary>
    Float,
}

/// <summary>Multiplication of an int32 number by a real factor: R of SEMANTICS sections 3 and 4.</summary>
internal readonly record struct Rescaler
{
    private readonly RescaleRounding _rounding;
    private readonly int _quantizedMultiplier;
    private readonly int _shift;
    private readonly float _factor;

    private Rescaler(RescaleRounding rounding, int quantizedMultiplier, int shift, float factor)
    {
        _rounding = rounding;
        _quantizedMultiplier = quantizedMultiplier;
        _shift = shift;
        _factor = factor;
    }

    /// <summary>Two roundings.</summary>
    /// <param name="quantizedMultiplier">Q0.31, not negative.</param>
    /// <param name="shift">-31..30, positive is left.</param>
    public static Rescaler TfliteDouble(int quantizedMultiplier, int shift) => new(RescaleRounding.Double, quantizedMultiplier, shift, 0);

    /// <summary>One rounding; parameters as for <see cref="TfliteDouble"/>.</summary>
    public static Rescaler TfliteSingle(int quantizedMultiplier, int shift) => new(RescaleRounding.Single, quantizedMultiplier, shift, 0);

    /// <summary>A float32 product.</summary>
    /// <param name="factor">Finite, not negative.</param>
    public static Rescaler OnnxFloat(float factor) => new(RescaleRounding.Float, 0, 0, factor);

    /// <summary>R(x) of the two TensorFlow Lite roundings.</summary>
    /// <exception cref="InvalidOperationException">The rounding is that of floating point, which exists for accumulators only.</exception>
    public int Apply(int x) => _rounding switch
    {
        RescaleRounding.Double => FixedPoint.MultiplyByQuantizedMultiplier(x, _quantizedMultiplier, _shift),
        RescaleRounding.Single => FixedPoint.MultiplyByQuantizedMultiplierSingle(x, _quantizedMultiplier, _shift),
        _ => throw new InvalidOperationException("A float32 factor rescales accumulators only."),
    };

    /// <summary>An accumulator to its code.</summary>
    public sbyte Requantize(int acc, int zeroPoint, int lower = sbyte.MinValue, int upper = sbyte.MaxValue) => _rounding switch
    {
        RescaleRounding.Double => FixedPoint.Requantize(acc, _quantizedMultiplier, _shift, zeroPoint, lower, upper),
        RescaleRounding.Single => FixedPoint.RequantizeSingle(acc, _quantizedMultiplier, _shift, zeroPoint, lower, upper),
        _ => FixedPoint.RequantizeFloat(acc, _factor, zeroPoint, lower, upper),
    };
}
