using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Planning;

/// <summary>The kernel of a layer of products, with constant weights or with computed ones.</summary>
/// <param name="Product">The layer.</param>
/// <param name="Inputs">Activations, weights, bias.</param>
/// <param name="Output">The tensor that it computes.</param>
public abstract record ProductKernel(ProductNode Product, EquatableArray<TensorInfo> Inputs, TensorInfo Output) : Kernel(Product, Inputs, Output)
{
    /// <summary>The circuits, the multiplier as one of codes whatever the form of its operands.</summary>
    public abstract OperatorPair Operators { get; }

    /// <summary>Every prefix of every accumulator, for any codes that can reach the layer.</summary>
    public abstract Interval Bound { get; }

    /// <summary>What the strategies that were not taken said, in their order.</summary>
    public EquatableArray<StrategyNote> Others { get; init; }

    public sealed override EquatableArray<string> InputNames => EquatableArray.Of("input", "weights", "bias");
}

/// <summary>What a strategy that was not taken says of a layer.</summary>
public sealed record StrategyNote(string Strategy, string Reason);
