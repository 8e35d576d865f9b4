using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>What the kernels of all layers with products share: documentation, constants, the accumulator's end.</summary>
internal abstract class MacEmitter : KernelEmitter
{
    public sealed override void Emit(KernelStep step, SourceWriter w) => Emit((MacStep)step, w);

    public override void EmitParameters(KernelStep step, ExecutionPlan plan, ParameterWriter parameters)
    {
        MacStep mac = (MacStep)step;
        ChannelRequantization requantization = mac.Layer.Requantization;
        parameters.Int8(
            mac.Identifier + "Weights", $"{mac.Layer.Geometry.Layout.Name()} weights of {mac.Identifier}", plan.Parameters[mac.Layer.Weights].Data);
        parameters.Int32(
            mac.Identifier + "Start",
            mac.CorrectsByPosition
                ? $"Bias of {mac.Identifier}"
                : mac.WeightZeroPoints.Count > 0
                ? $"Bias of {mac.Identifier} with the zero points' shares: bias + taps * zeroPoint * weightZeroPoint - zeroPoint * sum of the channel's weights"
                : $"Bias of {mac.Identifier} with the zero point's share: bias - zeroPoint * sum of the channel's weights",
            mac.Start.AsSpan());
        if (mac.WeightZeroPoints.Count > 0)
        {
            parameters.Int32(
                mac.Identifier + "WeightZeroPoints", $"Zero points of the weights of {mac.Identifier}", mac.WeightZeroPoints.AsSpan());
        }

        if (requantization.IsPerChannel && requantization.Kind == RequantizationKind.OnnxFloat)
        {
            parameters.Int32(
                mac.Identifier + "Factor",
                $"Requantization of {mac.Identifier}, float32 factors as their bit patterns",
                requantization.FactorBits.Select(bits => (int)bits).ToArray());
        }
        else if (requantization.IsPerChannel)
        {
            parameters.Int32(
                mac.Identifier + "QuantizedMultiplier",
                $"Requantization of {mac.Identifier}, Q0.31",
                requantization.Multipliers.Select(m => m.Multiplier).ToArray());
            parameters.Int32(
                mac.Identifier + "Shift",
                $"Requantization of {mac.Identifier}, powers of two; positive is left",
                requantization.Multipliers.Select(m => m.Shift).ToArray());
        }
    }

    /// <summary>The start of an accumulator, and of the sum of activations where weights have a zero point.</summary>
    protected static void EmitStart(MacStep step, string outChannel, SourceWriter w)
    {
        w.Line($"int acc = {step.Identifier}Start[{outChannel}];");
        if (step.WeightZeroPoints.Count > 0)
        {
            w.Line("int activationSum = 0;");
        }
    }

    /// <summary>The statements of one tap.</summary>
    protected static void EmitTap(MacStep step, string activation, string weight, SourceWriter w)
    {
        w.Line(step.Operators.Adder.AddStatement("acc", step.Operators.Multiplier.ProductExpression(activation, weight)));
        if (step.WeightZeroPoints.Count > 0)
        {
            w.Line($"activationSum += {CentredMultiplier.Activation(activation, step.Input.ZeroPoint - step.CorrectedZeroPoint)};");
        }
    }

    protected abstract void Emit(MacStep step, SourceWriter w);

    /// <summary>The documentation of a kernel: shapes, circuits, strategy, quantization of the result.</summary>
    protected static void EmitDocumentation(MacStep step, SourceWriter w)
    {
        TensorInfo weights = step.Inputs[1];
        w.Documentation("summary", Invariant(
            $"{SourceWriter.EscapeDocumentation(step.Layer.Name)}: {step.Layer.Op}, {step.Input.Signature} to {step.Output.Signature}, weights {weights.Layout.Name()} {weights.Shape}."));
        w.Documentation(
            "remarks",
            $"Multiplier: {step.Operators.Multiplier.Description}. Adder: {step.Operators.Adder.Description}.",
            $"Strategy {step.Strategy.Name()}: {SourceWriter.EscapeDocumentationText(step.StrategyReason)}.",
            step.Layer.Requantization.Kind == RequantizationKind.Accumulator
                ? Invariant($"Input zero point {step.Input.ZeroPoint}; the output is the accumulators.")
                : Invariant($"Input zero point {step.Input.ZeroPoint}; output scale {step.Output.Quantization?.ScaleText}, zero point {step.Output.ZeroPoint}."));
    }

    /// <summary>The comment that says why the accumulator cannot overflow, or that it may.</summary>
    protected static void EmitBoundComment(MacStep step, SourceWriter w)
    {
        if (Interval.Int32.Contains(step.Bound))
        {
            w.Comment($"|acc| <= {step.Bound.MaxMagnitude:N0}, {step.Bound.Bits} bits: no overflow is possible.");
        }
        else
        {
            w.Comment($"Some activations could take acc out of int32, where it wraps modulo 2^32.");
        }
    }

    /// <summary>What the expressions of the products read, if anything.</summary>
    protected static void EmitPreparation(MacStep step, SourceWriter w)
    {
        if (step.Operators.Multiplier.Preparation is string preparation)
        {
            w.Line(preparation);
        }
    }

    /// <summary>Requantizes <c>acc</c> into the output.</summary>
    /// <param name="step">The step.</param>
    /// <param name="outputIndex">C# expression.</param>
    /// <param name="outChannel">C# expression: the name of a variable, or a literal.</param>
    /// <param name="literalChannel">The channel, when its constants are to be written as literals.</param>
    /// <param name="w">Where to.</param>
    protected static void EmitResult(MacStep step, string outputIndex, string outChannel, int? literalChannel, SourceWriter w)
    {
        if (step.WeightZeroPoints.Count > 0)
        {
            w.Comment($"The weight's zero point: exactly, after the last addition of a product.");
            w.Line($"acc -= {step.Identifier}WeightZeroPoints[{outChannel}] * activationSum;");
        }

        w.Line("#if QMAC_CHECKED");
        w.Line($"AccumulatorBounds?.Verify({step.NodeIndex}, {outChannel}, acc);");
        w.Line("#endif");
        ChannelRequantization requantization = step.Layer.Requantization;
        w.Line($"output[{outputIndex}] = {Result(step, requantization, outChannel, literalChannel)};");
    }

    private static string Result(MacStep step, ChannelRequantization requantization, string outChannel, int? literalChannel)
    {
        if (requantization.Kind == RequantizationKind.Accumulator)
        {
            return "acc";
        }

        if (!requantization.IsPerChannel || literalChannel is not null)
        {
            return Requantize("acc", requantization.For(literalChannel ?? 0), step.Output, requantization.Clamp);
        }

        string factor = requantization.Kind == RequantizationKind.OnnxFloat
            ? $"BitConverter.Int32BitsToSingle({step.Identifier}Factor[{outChannel}])"
            : $"{step.Identifier}QuantizedMultiplier[{outChannel}], {step.Identifier}Shift[{outChannel}]";
        return Requantize(requantization.Kind, "acc", factor, step.Output, requantization.Clamp);
    }
}
