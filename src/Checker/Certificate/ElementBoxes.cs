using System.Security.Cryptography;
using QMacVerify.Checker.Arithmetic;
using QMacVerify.Generators.Graph;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Checker.Certificate;

/// <summary>The file of elements: of each tensor of codes all lower ends, then all upper ends, int8: first the inputs, then what nodes compute, in execution order.</summary>
internal static class ElementBoxes
{
    private const string Layout = "int8 lower ends then upper ends of each tensor: inputs, then outputs of nodes in execution order";

    /// <summary>The tensors that stand in the file, in its order.</summary>
    public static IEnumerable<TensorInfo> Tensors(QuantizedGraph graph) => graph.Inputs
        .Concat(graph.Nodes.Select(node => node.Output))
        .Select(graph.Tensor)
        .Where(tensor => tensor.Type == ElementType.Int8);

    /// <summary>The boxes by tensor.</summary>
    /// <exception cref="RefusedException">The file is another one, or holds no boxes of these tensors.</exception>
    public static Dictionary<int, CodeBox> Read(QuantizedGraph graph, ElementsClaim claim, byte[] file)
    {
        if (claim.Layout != Layout)
        {
            throw new RefusedException($"the elements have the layout {Quote(claim.Layout)}, expected {Quote(Layout)}");
        }

        if (claim.Sha256 != Convert.ToHexStringLower(SHA256.HashData(file)))
        {
            throw new RefusedException($"{Quote(claim.File)} has another SHA-256 than stated: it belongs to another file, was cut or edited");
        }

        TensorInfo[] tensors = [.. Tensors(graph)];
        if (file.LongLength != tensors.Sum(tensor => 2L * tensor.ElementCount))
        {
            throw new RefusedException(Invariant($"{Quote(claim.File)} has {file.LongLength} bytes, expected {tensors.Sum(tensor => 2L * tensor.ElementCount)}"));
        }

        Dictionary<int, CodeBox> boxes = [];
        int offset = 0;
        foreach (TensorInfo tensor in tensors)
        {
            CodeBox box = new(Next(tensor.ElementCount), Next(tensor.ElementCount));
            if (box.FirstEmpty is >= 0 and int element)
            {
                throw new RefusedException(Invariant($"element {element} of {Quote(tensor.Name)} has the empty interval {box.Low[element]} to {box.High[element]}"));
            }

            boxes.Add(tensor.Index, box);
        }

        return boxes;

        sbyte[] Next(int count)
        {
            sbyte[] codes = Array.ConvertAll(file[offset..(offset + count)], code => unchecked((sbyte)code));
            offset += count;
            return codes;
        }
    }
}
