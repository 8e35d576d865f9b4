using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Planning.Strategies;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Which emitter prints which kernel: one class per strategy, and per operation that has but one kernel.</summary>
internal static class KernelEmitters
{
    private static readonly KernelEmitter ConvolutionLoops = new ConvolutionLoopsEmitter();
    private static readonly KernelEmitter FullyConnectedLoops = new FullyConnectedLoopsEmitter();
    private static readonly KernelEmitter Unrolled = new UnrolledEmitter();
    private static readonly KernelEmitter Direct = new DirectEmitter();
    private static readonly KernelEmitter Bytes = new BytesEmitter();
    private static readonly KernelEmitter Winograd = new WinogradEmitter();
    private static readonly KernelEmitter Depthwise = new DepthwiseEmitter();
    private static readonly KernelEmitter High = new HighEmitter();
    private static readonly KernelEmitter Rank = new RankEmitter();
    private static readonly KernelEmitter Lanes = new LanesEmitter();
    private static readonly KernelEmitter Rows = new RowsEmitter();
    private static readonly KernelEmitter MatMulKernels = new MatMulEmitter();
    private static readonly KernelEmitter LayerFunctionKernel = new LayerFunctionEmitter();
    private static readonly KernelEmitter LayerResultKernel = new LayerResultEmitter();
    private static readonly KernelEmitter Sum = new ScaledSumEmitter();
    private static readonly KernelEmitter MulKernel = new MulEmitter();
    private static readonly KernelEmitter ExtremumKernel = new ExtremumEmitter();
    private static readonly KernelEmitter PreluKernel = new PreluEmitter();
    private static readonly KernelEmitter PairLookupKernel = new PairLookupEmitter();
    private static readonly KernelEmitter ReduceKernel = new ReduceEmitter();
    private static readonly KernelEmitter ArgMaxKernel = new ArgMaxEmitter();
    private static readonly KernelEmitter NearestKernel = new ResizeNearestEmitter();
    private static readonly KernelEmitter BilinearKernel = new ResizeBilinearEmitter();
    private static readonly KernelEmitter BilinearRealKernel = new ResizeBilinearRealEmitter();
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
    private static readonly KernelEmitter QLinearGlobalAverage = new QLinearGlobalAveragePoolEmitter();
    private static readonly KernelEmitter QLinearResizeKernel = new QLinearResizeEmitter();
    private static readonly KernelEmitter QLinearSoftmaxKernel = new QLinearSoftmaxEmitter();
    private static readonly KernelEmitter LookupRealKernel = new LookupRealEmitter();
    private static readonly KernelEmitter SoftmaxRealKernel = new SoftmaxRealEmitter();
    private static readonly KernelEmitter XnnpackAddKernel = new XnnpackAddEmitter();

    /// <summary>The emitter of a kernel; null for one that needs no code, because its output is its input.</summary>
    public static KernelEmitter? For(Kernel kernel) => kernel switch
    {
        LoopsKernel { Node: FullyConnected } => FullyConnectedLoops,
        LoopsKernel => ConvolutionLoops,
        UnrolledKernel => Unrolled,
        DirectKernel => Direct,
        BytesKernel => Bytes,
        WinogradKernel => Winograd,
        DepthwiseKernel => Depthwise,
        HighKernel => High,
        RankKernel => Rank,
        LanesKernel => Lanes,
        RowsKernel => Rows,
        MatMulKernel => MatMulKernels,
        _ => ForOperation(kernel.Node),
    };

    private static KernelEmitter? ForOperation(GraphNode node) => node switch
    {
        LayerFunction => LayerFunctionKernel,
        LayerResult => LayerResultKernel,
        ScaledSum => Sum,
        Mul => MulKernel,
        Extremum => ExtremumKernel,
        Prelu => PreluKernel,
        PairLookup => PairLookupKernel,
        Reduce => ReduceKernel,
        ArgMax => ArgMaxKernel,
        ResizeNearest => NearestKernel,
        ResizeBilinearReal => BilinearRealKernel,
        BilinearNode => BilinearKernel,
        AveragePool2D => AveragePool,
        MaxPool2D => MaxPool,
        Softmax => SoftmaxKernel,
        Lookup => LookupKernel,
        LookupReal => LookupRealKernel,
        CopyNode => CopyKernel,
        Quantize => QuantizeKernel,
        Dequantize => DequantizeKernel,
        QLinearAdd => QLinearAddKernel,
        QLinearMultiply => QLinearMultiplyKernel,
        QLinearAveragePool2D => QLinearAveragePool,
        QLinearGlobalAveragePool => QLinearGlobalAverage,
        QLinearResize => QLinearResizeKernel,
        QLinearSoftmax => QLinearSoftmaxKernel,
        SoftmaxReal => SoftmaxRealKernel,
        XnnpackAdd => XnnpackAddKernel,
        Reshape => null,
        _ => throw new InvalidOperationException($"no emitter for {node.Op}"),
    };
}
