using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Graph;

/// <summary>A quantized network: what <c>graph.json</c> and <c>quant_spec.json</c> say together.</summary>
/// <param name="Name">Model name.</param>
/// <param name="Source">What it was imported from.</param>
/// <param name="Tensors">In ascending order of their index in the model file.</param>
/// <param name="Inputs">Tensor indices, in the model's order.</param>
/// <param name="Outputs">Tensor indices, in the model's order.</param>
/// <param name="Nodes">In execution order.</param>
/// <param name="Semantics">What gives approximate arithmetic its meaning.</param>
/// <param name="Operators">The operators that the package itself asks for.</param>
public sealed record QuantizedGraph(
    string Name,
    ModelSource Source,
    EquatableArray<TensorInfo> Tensors,
    EquatableArray<int> Inputs,
    EquatableArray<int> Outputs,
    EquatableArray<GraphNode> Nodes,
    GraphSemantics Semantics,
    OperatorAssignment Operators)
{
    /// <summary>What keeps its value from run to run, in the order of the model file.</summary>
    public EquatableArray<StateVariable> States { get; init; }

    /// <summary>What the network holds for where a pass relied on operators or inputs; null for one that holds for all.</summary>
    public Reduction? Reduction { get; init; }

    /// <summary>Tensors that have a value before the first node: inputs, then states.</summary>
    public IEnumerable<int> Sources => Inputs.Concat(States.Select(state => state.Current));

    /// <summary>Tensors that are wanted after the last node: outputs, then what states become.</summary>
    public IEnumerable<int> Results => Outputs.Concat(States.Select(state => state.Next));

    /// <summary>Layers of products with constant weights, in execution order.</summary>
    public IEnumerable<MacNode> MacNodes => Nodes.OfType<MacNode>();

    /// <summary>All layers of products, in execution order.</summary>
    public IEnumerable<ProductNode> ProductNodes => Nodes.OfType<ProductNode>();

    /// <summary>Where the codes of each input first stand: in itself, or for real numbers in what quantizes it.</summary>
    public IEnumerable<(int Position, TensorInfo Codes)> InputCodes => Inputs.SelectMany((input, position) =>
        Tensor(input).Type == ElementType.Int8
            ? [(position, Tensor(input))]
            : Nodes.OfType<Quantize>().Where(node => node.Input == input).Select(node => (position, Tensor(node.Output))));

    /// <summary>The tensor with an index of the model file.</summary>
    public TensorInfo Tensor(int index)
    {
        int low = 0;
        int high = Tensors.Count - 1;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (Tensors[middle].Index < index)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return Tensors[low].Index == index
            ? Tensors[low]
            : throw new ArgumentOutOfRangeException(nameof(index), index, "no such tensor");
    }
}

/// <summary>A variable of codes that keeps its value from run to run: a run begins with what the one before left.</summary>
/// <param name="Name">Any text.</param>
/// <param name="Current">Tensor that has its value in a run; no node computes it.</param>
/// <param name="Next">Tensor that the next run begins with.</param>
/// <param name="Initial">Constant that the first run begins with.</param>
public sealed record StateVariable(string Name, int Current, int Next, int Initial)
{
    /// <summary>The same variable on other tensors.</summary>
    public StateVariable WithTensors(Func<int, int> map) => this with { Current = map(Current), Next = map(Next), Initial = map(Initial) };
}

/// <summary>What a package was imported from.</summary>
/// <param name="Format">For example <c>tflite</c>.</param>
/// <param name="Sha256">Lower-case hex hash of the model file.</param>
public sealed record ModelSource(string Format, string Sha256)
{
    /// <summary>The format whose values have names for keys, and whose images have their channels first.</summary>
    public const string Onnx = "onnx";
}
