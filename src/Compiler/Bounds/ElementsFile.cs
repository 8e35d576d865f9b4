using System.Runtime.InteropServices;
using System.Security.Cryptography;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Compiler.Bounds;

/// <summary>The bounds of every element, beside the JSON file that has those of channels and layers.</summary>
/// <param name="Name">Of the file, without its folder.</param>
/// <param name="Content">Tensor after tensor: the lower ends of all elements, then the upper ends, int8 in C order.</param>
internal sealed record ElementsFile(string Name, byte[] Content)
{
    public const string Extension = ".bin";
    public const string Layout = "int8 lower ends then upper ends of each tensor: inputs, then outputs of nodes in execution order";

    /// <summary>Lower-case hex.</summary>
    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Content));

    /// <summary>The boxes of the inputs and of what the nodes compute; tensors that are no codes have none and are left out.</summary>
    public static ElementsFile Of(string name, QuantizedGraph graph, IReadOnlyDictionary<int, Box> boxes)
    {
        Box[] inOrder =
        [
            .. graph.Inputs.Concat(graph.Nodes.Select(node => node.Output)).Where(boxes.ContainsKey).Select(tensor => boxes[tensor]),
        ];
        byte[] content = new byte[inOrder.Sum(box => 2L * box.Count)];
        int next = 0;
        foreach (Box box in inOrder)
        {
            MemoryMarshal.AsBytes(box.Lower).CopyTo(content.AsSpan(next));
            MemoryMarshal.AsBytes(box.Upper).CopyTo(content.AsSpan(next + box.Count));
            next += 2 * box.Count;
        }

        return new ElementsFile(name, content);
    }
}
