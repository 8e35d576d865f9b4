using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Operators;
using QMacVerify.Generators.Planning;

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
                : $"Bias of {mac.Identifier} with the zero point's share: bias - zeroPoint * sum of the channel's weights",
            mac.Start.AsSpan());
        if (requantization.IsPerChannel)
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
            Invariant($"Input zero point {step.Input.ZeroPoint}; output scale {step.Output.Quantization?.ScaleText}, zero point {step.Output.ZeroPoint}."));
    }

    /// <summary>The comment that says why the accumulator cannot overflow, or that it may.</summary>
    protected static void EmitBoundComment(MacStep step, SourceWriter w)
    {
        if (step.Bound.FitsInt32)
        {
            w.Comment($"|acc| <= {step.Bound.MaxMagnitude:N0}, {step.Bound.Bits} bits: no overflow is possible.");
        }
        else
        {
            w.Comment($"Some activations could take acc out of int32, where it wraps modulo 2^32.");
        }
    }

    /// <summary>The statement that adds one product.</summary>
    protected static string MultiplyAdd(OperatorPair operators, string activation, string weight) =>
        operators.Adder.AddStatement("acc", operators.Multiplier.ProductExpression(activation, weight));

    /// <summary>Requantizes <c>acc</c> into the output.</summary>
    /// <param name="step">The step.</param>
    /// <param name="outputIndex">C# expression.</param>
    /// <param name="outChannel">C# expression: the name of a variable, or a literal.</param>
    /// <param name="literalChannel">The channel, when its constants are to be written as literals.</param>
    /// <param name="w">Where to.</param>
    protected static void EmitResult(MacStep step, string outputIndex, string outChannel, int? literalChannel, SourceWriter w)
    {
        w.Line("#if QMAC_CHECKED");
        w.Line($"AccumulatorBounds?.Verify({step.NodeIndex}, {outChannel}, acc);");
        w.Line("#endif");
        ChannelRequantization requantization = step.Layer.Requantization;
        w.Line(requantization.IsPerChannel && literalChannel is null
            ? $"output[{outputIndex}] = FixedPoint.Requantize(acc, {step.Identifier}QuantizedMultiplier[{outChannel}], {step.Identifier}Shift[{outChannel}], {ZeroPointAndClamp(step.Output, requantization.Clamp)});"
            : $"output[{outputIndex}] = FixedPoint.Requantize(acc, {Constants(requantization.For(literalChannel ?? 0))}, {ZeroPointAndClamp(step.Output, requantization.Clamp)});");
    }
}
