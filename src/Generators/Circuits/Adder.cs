using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Circuits;

/// <summary>A 32-bit two's complement adder circuit; sums wrap modulo 2^32.</summary>
/// <remarks>
/// The one C# model of the circuit, as <see cref="Multiplier"/> is of a multiplier. Every one here is associative and
/// commutative once the accumulator has its start value, so a kernel may add in any order (SEMANTICS section 2); a circuit
/// that cuts carries is not, and is no operator of accumulators.
/// </remarks>
public abstract record Adder
{
    /// <summary>The operator in the grammar of <see cref="OperatorSpec"/>, for example <c>trunc:2</c>.</summary>
    public abstract string Spec { get; }

    /// <summary>One clause for a doc comment.</summary>
    public abstract string Description { get; }

    /// <summary>The module in <c>hdl/</c> that computes the same.</summary>
    public abstract VerilogModule Verilog { get; }

    /// <summary>Whether <c>Apply(acc, 0) == acc</c> for every acc, so that a zero product may be left out.</summary>
    public abstract bool ZeroIsIdentity { get; }

    /// <summary>Number of low bits that are not added exactly.</summary>
    /// <remarks>Where the addend has zeros there, the sum is exact, but for bits of the accumulator that the circuit clears.</remarks>
    public abstract int ApproximateBits { get; }

    /// <summary>Least and greatest error of one addition, circuit minus exact, where nothing wraps.</summary>
    public abstract Interval ErrorRange { get; }

    /// <summary>The sum of the circuit: accumulator first, addend second.</summary>
    public abstract int Apply(int accumulator, int addend);

    /// <summary>Bounds of the sum before it wraps, for every accumulator and addend of two intervals.</summary>
    /// <remarks>
    /// The circuit as a function on all integers, of which <see cref="Apply"/> is the remainder modulo 2^32. Whatever
    /// wraps on the way, a chain of additions is therefore right as soon as its final sum fits 32 bits. An adder whose
    /// low bits depend on its high bits has no such function and must not be made to fit.
    /// </remarks>
    public abstract Interval SumRange(Interval accumulator, Interval addend);

    /// <summary>A C# statement that adds <paramref name="addend"/> to the local variable <paramref name="accumulator"/>.</summary>
    /// <param name="accumulator">Name of an int local.</param>
    /// <param name="addend">Any C# expression of type int; it is evaluated once.</param>
    public abstract string AddStatement(string accumulator, string addend);

    public sealed override string ToString() => Spec;
}
