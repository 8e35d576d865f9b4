using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;

namespace QMacVerify.Tests.Shared;

/// <summary>Operations that islands of real numbers become, and what is no codes.</summary>
public sealed partial class TinyGraphBuilder
{
    /// <summary>Of the greatest or the least code along an axis, which is dropped; must be an output.</summary>
    public int ArgMax(int input, int axis)
    {
        int output = AddTensor(ElementType.Int32, [.. _tensors[input].Shape.Where((_, other) => other != axis)], null);
        _nodes.Add(new ArgMax(NextName("arg_max"), input, output, axis, random.NextBelow(2) == 0, random.NextBelow(2) == 0));
        return output;
    }
}
