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

    /// <summary>A quantized multiplier as arguments of a method of <c>FixedPoint</c>.</summary>
    protected static string Constants(QuantizedMultiplier multiplier) =>
        Invariant($"quantizedMultiplier: {multiplier.Multiplier}, shift: {multiplier.Shift}");

    /// <summary>The last arguments of <c>FixedPoint.Requantize</c>; without a fused activation its defaults hold.</summary>
    protected static string ZeroPointAndClamp(TensorInfo output, ClampRange clamp) =>
        Invariant($"zeroPoint: {output.ZeroPoint}")
        + (clamp == ClampRange.Full ? "" : Invariant($", lower: {clamp.Lower}, upper: {clamp.Upper}"));
}

/// <summary>Which emitter prints which step: one class per operation and strategy.</summary>
internal static class KernelEmitters
{
    private static readonly KernelEmitter Loops = new ConvolutionLoopsEmitter();
    private static readonly KernelEmitter FullyConnectedLoops = new FullyConnectedLoopsEmitter();
    private static readonly KernelEmitter Unrolled = new UnrolledEmitter();
    private static readonly KernelEmitter AddKernel = new AddEmitter();
    private static readonly KernelEmitter AveragePool = new AveragePool2DEmitter();
    private static readonly KernelEmitter MaxPool = new MaxPool2DEmitter();
    private static readonly KernelEmitter SoftmaxKernel = new SoftmaxEmitter();

    /// <summary>The emitter of a step; null for one that needs no code, because its output is its input.</summary>
    public static KernelEmitter? For(KernelStep step) => step switch
    {
        MacStep { Strategy: KernelStrategy.Unrolled } => Unrolled,
        MacStep { Node: Graph.Ops.FullyConnected } => FullyConnectedLoops,
        MacStep => Loops,
        { Node: Graph.Ops.Add } => AddKernel,
        { Node: Graph.Ops.AveragePool2D } => AveragePool,
        { Node: Graph.Ops.MaxPool2D } => MaxPool,
        { Node: Graph.Ops.Softmax } => SoftmaxKernel,
        { Node: Graph.Ops.Reshape } => null,
        _ => throw new InvalidOperationException($"no emitter for {step.Node.Op}"),
    };
}
