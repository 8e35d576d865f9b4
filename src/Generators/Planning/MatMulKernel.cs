using QMacVerify.Generators.Analysis;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Circuits.Forms;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Planning;

/// <summary>Products of two tensors. Nothing of their weights is known before the run: exact products are made with vectors, any others in a plain loop.</summary>
/// <param name="Layer">The operation.</param>
/// <param name="Inputs">Activations, weights, bias.</param>
/// <param name="Output">The tensor that it computes.</param>
/// <param name="NodeIndex">Position among the nodes of the graph: the <c>index</c> of constraints files.</param>
/// <param name="Operators">The circuits.</param>
/// <param name="Centre">What an activation loses before it reaches the circuit: its zero point where operands are centred, else 0.</param>
/// <param name="Bound">Every prefix of every accumulator, for any codes that can reach the layer.</param>
/// <param name="IsExact">Whether the circuits are exact, so that accumulators are sums of products of codes less their zero points.</param>
/// <param name="Arrays">Bias and constant operands.</param>
public sealed record MatMulKernel(
    MatMul Layer,
    EquatableArray<TensorInfo> Inputs,
    TensorInfo Output,
    int NodeIndex,
    OperatorPair Operators,
    int Centre,
    Interval Bound,
    bool IsExact,
    EquatableArray<KernelConstant> Arrays)
    : ProductKernel(Layer, Inputs, Output)
{
    /// <summary>Suffix of the constant that a constant operand is.</summary>
    public const string InputSuffix = "Input";

    /// <summary>Likewise of the weights.</summary>
    public const string WeightsSuffix = "Weights";

    public override OperatorPair Operators { get; } = Operators;

    public override Interval Bound { get; } = Bound;

    /// <summary>Products that a vector holds.</summary>
    private const int Lanes = 16;

    public override string Strategy => IsExact ? "vector" : "loops";

    public override bool UsesVectors => IsExact;

    public override bool IsOptimizedAtOnce => IsExact;

    /// <summary>Numbers of a row in the copies of both operands: whole vectors.</summary>
    public int Stride => (Layer.Taps + Lanes - 1) / Lanes * Lanes;

    public override EquatableArray<ScratchBuffer> Scratch => !IsExact ? EquatableArray<ScratchBuffer>.Empty : EquatableArray.Of(
        new ScratchBuffer("wideInput", StorageType.Int16, Layer.Geometry.Rows * Stride),
        new ScratchBuffer("wideWeights", StorageType.Int16, Layer.OutChannels * Stride));

    public override EquatableArray<KernelConstant> Constants => Arrays;

    /// <summary>The zero point of the activations that start values correct for.</summary>
    public int CorrectedZeroPoint => Inputs[0].ZeroPoint - Centre;

    public int WeightZeroPoint => Inputs[1].ZeroPoint;

    /// <summary>Whether several matrices of the output read the same one of an operand in an order of their own.</summary>
    public static bool NeedsTable(EquatableArray<int> matrices) => !IsIdentity(matrices) && matrices.Any(matrix => matrix != 0);

    /// <summary>Whether each matrix of the output reads the one at its place.</summary>
    public static bool IsIdentity(EquatableArray<int> matrices) => matrices.Select((matrix, batch) => matrix == batch).All(isSame => isSame);

    /// <summary>The kernel of a layer of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="ranges">Of its tensors.</param>
    /// <param name="nodeIndex">Position of the layer among the nodes.</param>
    /// <param name="operators">The circuits.</param>
    /// <exception cref="Diagnostics.DiagnosticException">Centred activations leave the multiplier's domain.</exception>
    internal static MatMulKernel Of(Network network, CodeRanges ranges, int nodeIndex, OperatorPair operators)
    {
        MatMul layer = (MatMul)network.Graph.Nodes[nodeIndex];
        MatMulFacts facts = MatMulFacts.OfKernel(network, layer, operators);
        EquatableArray<TensorInfo> inputs = layer.Inputs.Select(network.Graph.Tensor).ToEquatableArray();
        ProductForms forms = ProductForms.Of(facts.Operators.Multiplier);
        bool isExact = forms.Exact is not null && AdderForm.Of(facts.Operators.Adder, forms) is ExactSum { ClearedBits: 0 };
        bool fits = Math.Max(layer.Geometry.Rows, layer.OutChannels) <= TensorInfo.MaxElements / (layer.Taps + Lanes);
        return new MatMulKernel(
            layer, inputs, network.Graph.Tensor(layer.Output), nodeIndex, facts.Operators, facts.Centre,
            MatMulIntervals.PrefixOf(facts, ranges[layer.Input], ranges[layer.Weights]), isExact && fits, ConstantsOf(network, layer, inputs).ToEquatableArray())
        {
            Reason = !isExact ? "both operands of the circuits are known in a run only"
                : fits ? Invariant($"exact arithmetic, {Lanes} products at once")
                : "copies of the matrices would take too much memory",
        };
    }

    private static IEnumerable<KernelConstant> ConstantsOf(Network network, MatMul layer, EquatableArray<TensorInfo> inputs)
    {
        if (inputs[0].IsConstant)
        {
            yield return new Int8Constant(InputSuffix, "Constant activations of {0}", new EquatableArray<sbyte>(network.Parameters[layer.Input].Int8.ToArray()));
        }

        if (inputs[1].IsConstant)
        {
            yield return new Int8Constant(WeightsSuffix, "Constant weights of {0}", new EquatableArray<sbyte>(network.Parameters[layer.Weights].Int8.ToArray()));
        }

        if (layer.Bias >= 0)
        {
            yield return new Int32Constant("Bias", "Bias of {0}", new EquatableArray<int>(network.Parameters[layer.Bias].Int32.ToArray()));
        }

        if (NeedsTable(layer.Geometry.InputMatrices))
        {
            yield return new Int32Constant("InputMatrices", "Matrix of the activations that each one of the output of {0} is made of", layer.Geometry.InputMatrices);
        }

        if (NeedsTable(layer.Geometry.WeightMatrices))
        {
            yield return new Int32Constant("WeightMatrices", "Matrix of the weights that each one of the output of {0} is made of", layer.Geometry.WeightMatrices);
        }
    }
}
