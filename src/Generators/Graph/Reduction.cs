using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Graph;

/// <summary>What a reduced network holds for: with these operators, for these inputs, its outputs are those of the network that it was made from.</summary>
/// <param name="Source">Lower-case hex hash of the package that it was made from.</param>
/// <param name="Operators">The operators; with others, what was proved constant need not be.</param>
/// <param name="Region">What the user called the inputs, for example <c>full</c>.</param>
/// <param name="Inputs">The codes of inputs that may not have all of them, in ascending order of their tensors.</param>
/// <param name="Removals">What was removed and why, in the numbers of the network that it was made from.</param>
public sealed record Reduction(
    string Source, OperatorRecord Operators, string Region, EquatableArray<InputCodesBox> Inputs, EquatableArray<Removal> Removals)
{
    /// <summary>Refuses other operators than those that the network was reduced for.</summary>
    /// <param name="graph">The reduced network.</param>
    /// <param name="operators">The operators that somebody asks for.</param>
    /// <exception cref="DiagnosticException">A layer has others.</exception>
    public void Require(QuantizedGraph graph, OperatorAssignment operators)
    {
        Dictionary<OperatorPair, RecordedPair> known = [];
        foreach (string layer in graph.ProductNodes.Select(node => node.Name))
        {
            OperatorPair pair = operators.For(layer);
            if (!known.TryGetValue(pair, out RecordedPair? asked))
            {
                known.Add(pair, asked = RecordedPair.Of(pair));
            }

            RecordedPair held = Operators.For(layer);
            if (asked.MultiplierSha256 != held.MultiplierSha256 || asked.Adder != held.Adder)
            {
                throw new DiagnosticException(new DiagnosticInfo(Descriptors.ReducedForOthers, null, Invariant(
                    $"the network was reduced for amul {held.Multiplier}, aadd {held.Adder} in layer {Quote(layer)}, not for {pair}; give those operators, or run 'qmac optimize' on the package that it was made from")));
            }
        }
    }
}

/// <summary>The codes that an input may have, which a reduced network relies on.</summary>
/// <param name="Tensor">Index of the tensor where the codes first stand.</param>
/// <param name="Lower">The least code of each element; one for all where they are equal.</param>
/// <param name="Upper">The greatest, likewise.</param>
public sealed record InputCodesBox(int Tensor, EquatableArray<sbyte> Lower, EquatableArray<sbyte> Upper)
{
    /// <summary>The codes of an element.</summary>
    public Interval this[int element] => new(Lower[Lower.Count == 1 ? 0 : element], Upper[Upper.Count == 1 ? 0 : element]);

    /// <summary>Whether there are as many intervals as it takes, none of them empty.</summary>
    /// <param name="elements">Elements of the tensor.</param>
    public bool Fits(int elements) => Fits(Lower.Count, elements) && Fits(Upper.Count, elements)
        && Enumerable.Range(0, Math.Max(Lower.Count, Upper.Count)).All(i => this[i].Lower <= this[i].Upper);

    private static bool Fits(int count, int elements) => count == 1 || count == elements;
}

/// <summary>Something that a pass took from a node.</summary>
/// <param name="Node">Name of the node.</param>
/// <param name="What">What it was: <see cref="Constant"/> and the like.</param>
/// <param name="Channels">Numbers of output channels, ascending; empty where the whole node is meant.</param>
/// <param name="Values">One for each channel: the constant, or how many weights; empty where there is none.</param>
/// <param name="Why">A clause for readers.</param>
public sealed record Removal(string Node, string What, EquatableArray<int> Channels, EquatableArray<int> Values, string Why)
{
    /// <summary>Output channels that have one code for every input.</summary>
    public const string Constant = "constant_channels";

    /// <summary>Output channels that nothing depends on.</summary>
    public const string Unread = "unread_channels";

    /// <summary>Weights that became 0.</summary>
    public const string Weights = "weights";

    /// <summary>Limits of codes that no code reaches.</summary>
    public const string Clamp = "clamp";

    /// <summary>A whole node.</summary>
    public const string WholeNode = "node";
}
