using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints the kernel of a step.</summary>
internal abstract class KernelEmitter
{
    /// <summary>Prints the method, documentation first.</summary>
    public abstract void Emit(KernelStep step, SourceWriter w);

    /// <summary>Prints the constants that the method reads, if any.</summary>
    public virtual void EmitParameters(KernelStep step, ExecutionPlan plan, ParameterWriter parameters)
    {
        foreach (TensorInfo input in step.Inputs)
        {
            if (input.IsConstant && input.Type == ElementType.Int8)
            {
                parameters.Int8(step.Identifier + "Values", $"Constant operand of {step.Identifier}", plan.Parameters[input.Index].Data);
            }
        }
    }

    /// <summary>The documentation of a kernel of which there is little to say.</summary>
    protected static void EmitSummary(KernelStep step, string what, SourceWriter w) => w.Documentation(
        "summary",
        $"{SourceWriter.EscapeDocumentation(step.Node.Name)}: {what}, {string.Join(" and ", step.Inputs.Select(input => input.Signature))} to {step.Output.Signature}.");

    /// <summary>C# type of a tensor's elements inside the model.</summary>
    public static string TypeOf(TensorInfo tensor) => tensor.Type switch
    {
        ElementType.Int8 => "sbyte",
        ElementType.Int32 => "int",
        ElementType.Float32 => "float",
        _ => throw new ArgumentOutOfRangeException(nameof(tensor), tensor.Type, "no tensor of a graph has this type"),
    };

    /// <summary>The only scale of a tensor as a C# expression.</summary>
    protected static string Scale(TensorInfo tensor) => Invariant($"BitConverter.UInt32BitsToSingle(0x{tensor.ScaleBits:x8})");

    /// <summary>The call that multiplies by a quantized multiplier.</summary>
    /// <param name="kind">One of the two kinds of TensorFlow Lite.</param>
    /// <param name="x">C# expression, int.</param>
    /// <param name="multiplier">The factor.</param>
    protected static string Multiply(RequantizationKind kind, string x, QuantizedMultiplier multiplier) =>
        $"FixedPoint.MultiplyByQuantizedMultiplier{Suffix(kind)}({x}, {Constants(multiplier)})";

    /// <summary>The call that turns an accumulator into a code by a constant factor.</summary>
    protected static string Requantize(string acc, Rescale rescale, TensorInfo output, ClampRange clamp) =>
        Requantize(rescale.Kind, acc, Constants(rescale), output, clamp);

    /// <summary>The same with a factor that is any expression.</summary>
    protected static string Requantize(RequantizationKind kind, string acc, string factor, TensorInfo output, ClampRange clamp) =>
        $"FixedPoint.Requantize{Suffix(kind)}({acc}, {factor}, {ZeroPointAndClamp(output, clamp)})";

    /// <summary>A float32 constant by its bit pattern, which no decimal could round.</summary>
    protected static string Real(uint bits) => Invariant($"BitConverter.UInt32BitsToSingle(0x{bits:x8})");

    /// <summary>The last arguments of methods of <c>RealArithmetic</c>, where they are not the defaults.</summary>
    protected static string OffsetAndClamp(int codeOffset, ClampRange clamp) =>
        (codeOffset == 0 ? "" : Invariant($", codeOffset: {codeOffset}"))
        + (clamp == ClampRange.Full ? "" : Invariant($", lower: {clamp.Lower}, upper: {clamp.Upper}"));

    /// <summary>A factor as arguments of a method of <c>FixedPoint</c>.</summary>
    private static string Constants(Rescale rescale) => rescale.Kind == RequantizationKind.OnnxFloat
        ? $"factor: {Real(rescale.FactorBits)}"
        : Constants(rescale.Multiplier);

    private static string Suffix(RequantizationKind kind) => kind switch
    {
        RequantizationKind.TfliteDouble => "",
        RequantizationKind.TfliteSingle => "Single",
        RequantizationKind.OnnxFloat => "Float",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "an accumulator is not requantized"),
    };

    /// <summary>A quantized multiplier as arguments of a method of <c>FixedPoint</c>.</summary>
    private static string Constants(QuantizedMultiplier multiplier) =>
        Invariant($"quantizedMultiplier: {multiplier.Multiplier}, shift: {multiplier.Shift}");

    /// <summary>The last arguments of <c>FixedPoint.Requantize</c>; without a fused activation its defaults hold.</summary>
    private static string ZeroPointAndClamp(TensorInfo output, ClampRange clamp) =>
        Invariant($"zeroPoint: {output.ZeroPoint}")
        + (clamp == ClampRange.Full ? "" : Invariant($", lower: {clamp.Lower}, upper: {clamp.Upper}"));
}

/// <summary>Which emitter prints which step: one class per operation and strategy.</summary>
internal static class KernelEmitters
{
    private static readonly KernelEmitter Loops = new ConvolutionLoopsEmitter();
    private static readonly KernelEmitter FullyConnectedLoops = new FullyConnectedLoopsEmitter();
    private static readonly KernelEmitter Unrolled = new UnrolledEmitter();
    private static readonly KernelEmitter SumKernel = new ScaledSumEmitter();
    private static readonly KernelEmitter MulKernel = new MulEmitter();
    private static readonly KernelEmitter ExtremumKernel = new ExtremumEmitter();
    private static readonly KernelEmitter PreluKernel = new PreluEmitter();
    private static readonly KernelEmitter ReduceKernel = new ReduceEmitter();
    private static readonly KernelEmitter NearestKernel = new ResizeNearestEmitter();
    private static readonly KernelEmitter BilinearKernel = new ResizeBilinearEmitter();
    private static readonly KernelEmitter AveragePool = new AveragePool2DEmitter();
    private static readonly KernelEmitter MaxPool = new MaxPool2DEmitter();
    private static readonly KernelEmitter SoftmaxKernel = new SoftmaxEmitter();
    private static readonly KernelEmitter LookupKernel = new LookupEmitter();
    private static readonly KernelEmitter CopyKernel = new CopyEmitter();
    private static readonly KernelEmitter QuantizeKernel = new QuantizeEmitter();
    private static readonly KernelEmitter DequantizeKernel = new DequantizeEmitter();
    private static readonly KernelEmitter QLinearAddKernel = new QLinearAddEmitter();
    private static readonly KernelEmitter QLinearMultiplyKernel = new QLinearMultiplyEmitter();
    private static readonly KernelEmitter QLinearAveragePool = new QLinearAveragePool2DEmitter();
    private static readonly KernelEmitter QLinearGlobalAveragePool = new QLinearGlobalAveragePoolEmitter();
    private static readonly KernelEmitter QLinearSoftmaxKernel = new QLinearSoftmaxEmitter();

    /// <summary>The emitter of a step; null for one that needs no code, because its output is its input.</summary>
    public static KernelEmitter? For(KernelStep step) => step switch
    {
        MacStep { Strategy: KernelStrategy.Unrolled } => Unrolled,
        MacStep { Node: Graph.Ops.FullyConnected } => FullyConnectedLoops,
        MacStep => Loops,
        { Node: Graph.Ops.ScaledSum } => SumKernel,
        { Node: Graph.Ops.Mul } => MulKernel,
        { Node: Graph.Ops.Extremum } => ExtremumKernel,
        { Node: Graph.Ops.Prelu } => PreluKernel,
        { Node: Graph.Ops.Reduce } => ReduceKernel,
        { Node: Graph.Ops.ResizeNearest } => NearestKernel,
        { Node: Graph.Ops.ResizeBilinear } => BilinearKernel,
        { Node: Graph.Ops.AveragePool2D } => AveragePool,
        { Node: Graph.Ops.MaxPool2D } => MaxPool,
        { Node: Graph.Ops.Softmax } => SoftmaxKernel,
        { Node: Graph.Ops.Lookup } => LookupKernel,
        { Node: Graph.Ops.CopyNode } => CopyKernel,
        { Node: Graph.Ops.Quantize } => QuantizeKernel,
        { Node: Graph.Ops.Dequantize } => DequantizeKernel,
        { Node: Graph.Ops.QLinearAdd } => QLinearAddKernel,
        { Node: Graph.Ops.QLinearMultiply } => QLinearMultiplyKernel,
        { Node: Graph.Ops.QLinearAveragePool2D } => QLinearAveragePool,
        { Node: Graph.Ops.QLinearGlobalAveragePool } => QLinearGlobalAveragePool,
        { Node: Graph.Ops.QLinearSoftmax } => QLinearSoftmaxKernel,
        { Node: Graph.Ops.Reshape } => null,
        _ => throw new InvalidOperationException($"no emitter for {step.Node.Op}"),
    };
}
