using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Runtime.Reference;
using static QMacVerify.Compiler.Import.Tflite.Schema;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Tflite.Operations;

/// <summary>Activation functions as operators of their own, each a table.</summary>
internal static class UnaryImporter
{
    public static GraphNode ImportRelu(TfliteNode node) => Rescaled(node, "relu", ActivationFunctionType.Relu);

    public static GraphNode ImportReluN1To1(TfliteNode node) => Rescaled(node, "relu_n1_to_1", ActivationFunctionType.ReluN1To1);

    /// <summary>RELU6, which does not rescale int8 codes.</summary>
    public static GraphNode ImportRelu6(TfliteNode node)
    {
        (TensorInfo input, TensorInfo output) = (node.Activation(0), node.Output());
        if (input.IsUnsigned)
        {
            return Rescaled(node, "relu6", ActivationFunctionType.Relu6);
        }

        node.RequireEqualQuantization(input, output);
        ClampRange clamp = node.Clamp(ActivationFunctionType.Relu6, input);
        return node.Lookup("relu6", input, output, x => Math.Clamp(x, clamp.Lower, clamp.Upper));
    }

    public static GraphNode ImportLeakyRelu(TfliteNode node)
    {
        (TensorInfo input, TensorInfo output) = (node.Activation(0), node.Output());
        float alpha = node.Options(BuiltinOptions.LeakyReluOptions).Single(LeakyReluOptions.Alpha);
        if (!float.IsFinite(alpha))
        {
            throw node.QuantizationError(Invariant($"has alpha {alpha}, expected a finite number"));
        }

        if (node.IsXnnpack && Xnnpack.LeakyRelu(input, output, alpha) is Func<int, long> delegated)
        {
            return node.Lookup("leaky_relu", input, output, delegated);
        }

        float negative = TfliteNode.Scale(input) * alpha / TfliteNode.Scale(output);
        return node.Lookup("leaky_relu", input, output, LookupFunctions.LeakyRelu(
            Ratio(node, input, output), node.Rescaler(Math.Abs(negative)), negative < 0, input.ZeroPoint, output.ZeroPoint));
    }

    public static GraphNode ImportLogistic(TfliteNode node)
    {
        (TensorInfo input, TensorInfo output) = Saturating(node, 1f / 256, -128);
        if (input.IsUnsigned)
        {
            return Tabulated(node, "logistic", RealFunctions.Logistic);
        }

        if (node.IsXnnpack)
        {
            return node.Lookup("logistic", input, output, Xnnpack.Function(input, output, RealFunctions.Logistic));
        }

        (Rescaler toQ4, int radius) = ToQ4(node, input);
        return node.Lookup("logistic", input, output, LookupFunctions.Logistic(toQ4, radius, input.ZeroPoint));
    }

    public static GraphNode ImportTanh(TfliteNode node)
    {
        (TensorInfo input, TensorInfo output) = Saturating(node, 1f / 128, 0);
        if (input.IsUnsigned)
        {
            return Tabulated(node, "tanh", MathF.Tanh);
        }

        if (node.IsXnnpack)
        {
            return node.Lookup("tanh", input, output, Xnnpack.Function(input, output, MathF.Tanh));
        }

        (Rescaler toQ4, int radius) = ToQ4(node, input);
        return node.Lookup("tanh", input, output, LookupFunctions.Tanh(toQ4, radius, input.ZeroPoint));
    }

    public static GraphNode ImportHardSwish(TfliteNode node)
    {
        (TensorInfo input, TensorInfo output) = (node.Activation(0), node.Output());
        float highResolution = TfliteNode.Scale(input) / 128;
        (int Multiplier, int Shift) toOutput = Narrow(node.Multiplier(highResolution / TfliteNode.Scale(output)));
        (int Multiplier, int Shift) toRelu = Narrow(node.Multiplier(highResolution / (3f / 32768)));
        return toOutput.Shift <= 0
            ? node.Lookup("hard_swish", input, output, LookupFunctions.HardSwish(toOutput, toRelu, input.ZeroPoint, output.ZeroPoint))
            : throw node.QuantizationError("scales its result up, which the operator does not define: the output scale is too small");
    }

    public static GraphNode ImportElu(TfliteNode node) => Tabulated(node, "elu", RealFunctions.Elu);

    public static GraphNode ImportGelu(TfliteNode node) => Tabulated(node, "gelu", RealFunctions.Gelu(node));

    /// <summary>ABS: rescaled where the scales differ.</summary>
    public static GraphNode ImportAbs(TfliteNode node)
    {
        (TensorInfo input, TensorInfo output) = (node.Activation(0), node.Output());
        node.RefuseXnnpack(true, "magnitudes");
        Rescaler? rescaler = TfliteNode.Scale(input) == TfliteNode.Scale(output) ? null : Ratio(node, input, output);
        return node.Lookup("abs", input, output, x =>
        {
            int magnitude = Math.Abs(x - input.ZeroPoint);
            return (long)(rescaler?.Apply(magnitude) ?? magnitude) + output.ZeroPoint;
        });
    }

    /// <summary>RSQRT: with 20 fraction bits, then rescaled by <c>1 / (sqrt(inputScale) * outputScale)</c>; 0 gives the greatest code.</summary>
    public static GraphNode ImportRsqrt(TfliteNode node)
    {
        node.RefuseXnnpack(true, "inverse roots");
        (TensorInfo input, TensorInfo output) = (node.Int8Activation(0), node.Output());
        QuantizedMultiplier multiplier = node.Multiplier(1.0 / (MathF.Sqrt(TfliteNode.Scale(input)) * TfliteNode.Scale(output)));
        if (input.ZeroPoint != sbyte.MinValue)
        {
            throw node.QuantizationError(Invariant($"has input zero point {input.ZeroPoint}, so that some codes are negative numbers, which have no root: expected -128"));
        }

        int shift = multiplier.Shift - LookupFunctions.InverseRootBits;
        return shift >= QuantizedMultiplier.MinShift
            ? node.Lookup("rsqrt", input, output, LookupFunctions.InverseRoot(
                code => new QuantizedMultiplier(code.Multiplier, code.Shift).ToReference(node.Rounding).Apply(1),
                (multiplier with { Shift = shift }).ToReference(node.Rounding), input.ZeroPoint, output.ZeroPoint))
            : throw node.QuantizationError(Invariant($"has input scale {TfliteNode.Scale(input)} and output scale {TfliteNode.Scale(output)}, for which the operator is not defined"));
    }

    /// <summary>QUANTIZE of codes, between any of int8 and uint8.</summary>
    public static GraphNode ImportRescale(TfliteNode node)
    {
        (TensorInfo input, TensorInfo output) = (node.Activation(0), node.Output());
        if (node.IsXnnpack && input.IsUnsigned == output.IsUnsigned && Xnnpack.Rescaled(input, output) is Func<int, long> delegated)
        {
            return node.Lookup("quantize", input, output, delegated);
        }

        Rescaler rescaler = node.Rescaler(TfliteNode.Scale(input) / (double)TfliteNode.Scale(output));
        return node.Lookup("quantize", input, output, LookupFunctions.Rescaled(rescaler, input.ZeroPoint, output.ZeroPoint));
    }

    /// <summary>A function in float32: the result is multiplied by <c>f32(1 / outputScale)</c> and rounded half away from zero.</summary>
    private static Lookup Tabulated(TfliteNode node, string function, Func<float, float> real)
    {
        node.RefuseXnnpack(true, "a table in float32");
        (TensorInfo input, TensorInfo output) = (node.Activation(0), node.Output());
        float inverseScale = 1 / TfliteNode.Scale(output);
        return node.Lookup(function, input, output, x =>
        {
            float steps = MathF.Round(real(TfliteNode.Scale(input) * (x - input.ZeroPoint)) * inverseScale, MidpointRounding.AwayFromZero);
            return (long)Math.Clamp(steps, -1024, 1024) + output.ZeroPoint;
        });
    }

    private static Lookup Rescaled(TfliteNode node, string function, ActivationFunctionType activation)
    {
        (TensorInfo input, TensorInfo output) = (node.Activation(0), node.Output());
        ClampRange clamp = node.Clamp(activation, output);
        Func<int, long> rescaled = LookupFunctions.Rescaled(Ratio(node, input, output), input.ZeroPoint, output.ZeroPoint);
        return node.Lookup(function, input, output, x => Math.Clamp(rescaled(x), clamp.Lower, clamp.Upper));
    }

    /// <summary>The quotient of the scales, in float32.</summary>
    private static Rescaler Ratio(TfliteNode node, TensorInfo input, TensorInfo output) =>
        node.Rescaler(TfliteNode.Scale(input) / TfliteNode.Scale(output));

    private static (TensorInfo Input, TensorInfo Output) Saturating(TfliteNode node, float scale, int zeroPoint)
    {
        (TensorInfo input, TensorInfo output) = (node.Activation(0), node.Output());
        return TfliteNode.Scale(output) == scale && output.ZeroPoint == zeroPoint
            ? (input, output)
            : throw node.QuantizationError(Invariant(
                $"has output scale {TfliteNode.Scale(output)} and zero point {output.ModelZeroPoint}, expected {scale} and {zeroPoint + output.ModelZeroPoint - output.ZeroPoint}"));
    }

    /// <summary>inputScale * 2^27 without renormalization, and the distance at which the result saturates.</summary>
    private static (Rescaler ToQ4, int Radius) ToQ4(TfliteNode node, TensorInfo input)
    {
        double factor = TfliteNode.Scale(input) * (double)(1 << 27);
        int shift = Math.ILogB(factor) + 1;
        double multiplier = Math.Round(Math.ScaleB(factor, 31 - shift), MidpointRounding.AwayFromZero);
        if (multiplier >= 1L << 31 || shift is < QuantizedMultiplier.MinShift or > QuantizedMultiplier.MaxShift)
        {
            throw node.QuantizationError(Invariant($"has input scale {TfliteNode.Scale(input)}, for which the operator is not defined"));
        }

        double radius = Math.Floor(Math.ScaleB(15.0 * (1 << 27), -shift));
        return (
            new QuantizedMultiplier((int)multiplier, shift).ToReference(node.Rounding),
            (int)Math.Min(radius, 1 << 20));
    }

    /// <summary>The multiplier in 16 bits.</summary>
    private static (int Multiplier, int Shift) Narrow(QuantizedMultiplier multiplier) => (
        multiplier.Multiplier >= int.MaxValue - (1 << 15) ? short.MaxValue : (multiplier.Multiplier + (1 << 15)) >> 16,
        multiplier.Shift);
}
