using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Planning;

/// <summary>A network with everything decided that its code needs: an emitter prints, it does not compute.</summary>
/// <param name="Graph">Operations and tensors.</param>
/// <param name="ClassName">Name of the generated class.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Operators">The circuits of each layer.</param>
/// <param name="Kernels">In execution order.</param>
/// <param name="Buffers">Where tensors live.</param>
/// <param name="BatchSize">Samples that a run takes at most: 1 unless kernels gain by more.</param>
public sealed record ExecutionPlan(
    QuantizedGraph Graph,
    string ClassName,
    string Namespace,
    OperatorAssignment Operators,
    EquatableArray<Kernel> Kernels,
    BufferPlan Buffers,
    int BatchSize)
{
    /// <summary>What the states of the graph begin with, one after the other; empty where it has none.</summary>
    public EquatableArray<sbyte> InitialState { get; init; }

    /// <summary>The states, each with where it begins in <see cref="InitialState"/>.</summary>
    public IEnumerable<(StateVariable State, TensorInfo Current, int Offset)> States
    {
        get
        {
            int offset = 0;
            foreach (StateVariable state in Graph.States)
            {
                TensorInfo current = Graph.Tensor(state.Current);
                yield return (state, current, offset);
                offset += current.ElementCount;
            }
        }
    }

    /// <summary>The codes that a reduced network relies on.</summary>
    public IEnumerable<InputCodesBox> HeldCodes => Graph.Reduction?.Inputs ?? EquatableArray<InputCodesBox>.Empty;

    /// <summary>Each method of the class that is a kernel: of a layer in bands of rows, one for each band.</summary>
    public IEnumerable<Kernel> Methods => Kernels.SelectMany<Kernel, Kernel>(kernel => kernel is BandedKernel banded ? banded.Bands.Select(band => band.Kernel) : [kernel]);

    /// <summary>Those of layers with constant weights.</summary>
    public IEnumerable<LayerKernel> LayerKernels => Methods.OfType<LayerKernel>();

    /// <summary>Those of all layers of products.</summary>
    public IEnumerable<ProductKernel> ProductKernels => Methods.OfType<ProductKernel>();

    /// <summary>The circuits that its kernels multiply with, each once.</summary>
    public IEnumerable<Multiplier> Multipliers => ProductKernels.Select(kernel => Operators.For(kernel.Node.Name).Multiplier).Distinct();
}
