using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>What the kernels of all layers with products share: documentation, constants, the accumulator's end.</summary>
internal abstract class MacEmitter<TKernel> : KernelEmitter<TKernel>
    where TKernel : LayerKernel
{
    /// <summary>The start of an accumulator, and of the sum of activations where weights have a zero point.</summary>
    protected static void EmitStart(TKernel kernel, string outChannel, SourceWriter w)
    {
        w.Line($"int acc = {kernel.Identifier}Start[{outChannel}];");
        if (kernel.Layer.WeightZeroPoints.Count > 0)
        {
            w.Line("int activationSum = 0;");
        }
    }

    /// <summary>The statements of one tap.</summary>
    protected static void EmitTap(TKernel kernel, string activation, string weight, SourceWriter w)
    {
        w.Line(kernel.Layer.Operators.Adder.AddStatement("acc", kernel.Layer.Operators.Multiplier.ProductExpression(activation, weight)));
        if (kernel.Layer.WeightZeroPoints.Count > 0)
        {
            w.Line($"activationSum += {CentredMultiplier.Activation(activation, kernel.Layer.Centre)};");
        }
    }

    /// <summary>The documentation of a kernel: shapes, circuits, strategy, quantization of the result.</summary>
    protected sealed override void EmitDocumentation(TKernel kernel, SourceWriter w)
    {
        TensorInfo weights = kernel.Inputs[1];
        w.Documentation("summary", Invariant(
            $"{SourceWriter.EscapeDocumentation(kernel.Layer.Node.Name)}: {kernel.Layer.Node.Op}, {kernel.Layer.Input.Signature} to {kernel.Output.Signature}, weights {weights.Layout.Name()} {weights.Shape}."));
        w.Documentation(
            "remarks",
            $"Multiplier: {kernel.Layer.Operators.Multiplier.Description}. Adder: {kernel.Layer.Operators.Adder.Description}.",
            $"Strategy {kernel.Strategy}: {SourceWriter.EscapeDocumentationText(kernel.Reason)}.",
            kernel.Layer.Requantization.Kind == RequantizationKind.Accumulator
                ? Invariant($"Input zero point {kernel.Layer.Input.ZeroPoint}; the output is the accumulators.")
                : Invariant($"Input zero point {kernel.Layer.Input.ZeroPoint}; output scale {kernel.Output.Quantization?.ScaleText}, zero point {kernel.Output.ZeroPoint}."));
    }

    /// <summary>The comment that says why the accumulator cannot overflow, or that it may.</summary>
    protected static void EmitBoundComment(TKernel kernel, SourceWriter w)
    {
        if (Interval.Int32.Contains(kernel.Layer.Bound))
        {
            w.Comment($"|acc| <= {kernel.Layer.Bound.MaxMagnitude:N0}, {kernel.Layer.Bound.Bits} bits: no overflow is possible.");
            w.Comment($"Start value and extremes of each of {kernel.Layer.Geometry.Taps} products for activations -128 to 127, in the worst channel after the worst tap.");
        }
        else
        {
            w.Comment($"Some activations could take acc out of int32, where it wraps modulo 2^32.");
        }
    }

    /// <summary>What the expressions of the products read, if anything.</summary>
    protected static void EmitPreparation(TKernel kernel, SourceWriter w)
    {
        if (kernel.Layer.Operators.Multiplier.Preparation is string preparation)
        {
            w.Line(preparation);
        }
    }

    /// <summary>Requantizes <c>acc</c> into the output.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="outputIndex">C# expression.</param>
    /// <param name="outChannel">C# expression: the name of a variable, or a literal.</param>
    /// <param name="literalChannel">The channel, when its constants are to be written as literals.</param>
    /// <param name="w">Where to.</param>
    protected static void EmitResult(TKernel kernel, string outputIndex, string outChannel, int? literalChannel, SourceWriter w)
    {
        if (kernel.Layer.WeightZeroPoints.Count > 0)
        {
            w.Comment($"The weight's zero point: exactly, after the last addition of a product.");
            w.Line($"acc -= {kernel.Identifier}WeightZeroPoints[{outChannel}] * activationSum;");
        }

        w.Line("#if QMAC_CHECKED");
        w.Line($"AccumulatorBounds?.Verify({kernel.Layer.NodeIndex}, {outChannel}, acc);");
        w.Line("#endif");
        ChannelRequantization requantization = kernel.Layer.Requantization;
        w.Line($"output[{outputIndex}] = {Result(kernel, requantization, outChannel, literalChannel)};");
    }

    private static string Result(TKernel kernel, ChannelRequantization requantization, string outChannel, int? literalChannel)
    {
        if (requantization.Kind == RequantizationKind.Accumulator)
        {
            return "acc";
        }

        if (!requantization.IsPerChannel || literalChannel is not null)
        {
            return Requantize("acc", requantization.For(literalChannel ?? 0), kernel.Output, requantization.Clamp);
        }

        string factor = requantization.Kind == RequantizationKind.OnnxFloat
            ? $"BitConverter.Int32BitsToSingle({kernel.Identifier}Factor[{outChannel}])"
            : $"{kernel.Identifier}QuantizedMultiplier[{outChannel}], {kernel.Identifier}Shift[{outChannel}]";
        return Requantize(requantization.Kind, "acc", factor, kernel.Output, requantization.Clamp);
    }
}
