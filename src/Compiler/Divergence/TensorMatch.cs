using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;

namespace QMacVerify.Compiler.Divergence;

/// <summary>Which array of a dump by anyone is which tensor of the graph.</summary>
/// <param name="Way">What the tensors were recognised by.</param>
/// <param name="Names">Array names by tensor index.</param>
internal sealed record TensorMatch(string Way, IReadOnlyDictionary<int, string> Names)
{
    /// <summary>Matches by our keys or by tensor names, whichever finds more; by order where neither finds any.</summary>
    /// <param name="tensors">Our keys and tensors, inputs first, then in execution order.</param>
    /// <param name="dump">The dump.</param>
    /// <exception cref="InputException">Nothing matches.</exception>
    public static TensorMatch Of(IReadOnlyList<(string Key, TensorInfo Tensor)> tensors, NpzArchive dump)
    {
        TensorMatch byKey = new("key", By(tensors, dump, entry => entry.Key));
        TensorMatch byName = new("tensor name", By(tensors, dump, entry => entry.Tensor.Name));
        TensorMatch best = byName.Names.Count > byKey.Names.Count ? byName : byKey;
        if (best.Names.Count > 0)
        {
            return best;
        }

        // All tensors, or all that are computed.
        int skipped = tensors.Count - dump.Names.Count;
        (string Key, TensorInfo Tensor)[] rest = [.. tensors.Skip(Math.Max(0, skipped))];
        return skipped >= 0 && rest.Zip(dump.Names).All(pair => pair.First.Tensor.ElementCount == dump[pair.Second].Count)
            ? new TensorMatch("order", rest.Zip(dump.Names).ToDictionary(pair => pair.First.Tensor.Index, pair => pair.Second))
            : throw new InputException($"{dump.Source} has no array named like a tensor of the model, and its {dump.Names.Count} arrays do not have the sizes of the model's last tensors in order of execution; keys are {tensors[0].Key}, ... or tensor names");
    }

    private static Dictionary<int, string> By(
        IEnumerable<(string Key, TensorInfo Tensor)> tensors, NpzArchive dump, Func<(string Key, TensorInfo Tensor), string> nameOf) =>
        tensors.Where(entry => dump.Contains(nameOf(entry))).ToDictionary(entry => entry.Tensor.Index, nameOf);
}
