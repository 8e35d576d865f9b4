using QMacVerify.Compiler.Files;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime.Arrays;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Run;

/// <summary>The tensors of a graph as the model file has them: their keys, and the order of their axes.</summary>
/// <remarks>
/// TensorFlow Lite numbers its tensors, and has the axes of the graph. ONNX names its values, and images have their channels
/// first; the graph holds some values in both orders, under one name, and some that the file does not have, under none.
/// </remarks>
internal sealed class ModelTensors
{
    private static readonly int[] ChannelsFirst = [0, 3, 1, 2];

    private readonly Dictionary<int, string> _keys = [];

    public ModelTensors(QuantizedGraph graph)
    {
        if (graph.Source.Format != ModelSource.Onnx)
        {
            _keys = graph.Tensors.ToDictionary(tensor => tensor.Index, tensor => tensor.Key);
            return;
        }

        HashSet<string> names = new(StringComparer.Ordinal);
        HashSet<string> keys = new(StringComparer.Ordinal);
        foreach (TensorInfo tensor in graph.Tensors.Where(tensor => tensor.Name.Length > 0 && !tensor.IsConstant && names.Add(tensor.Name)))
        {
            _keys.Add(tensor.Index, KeyOf(tensor, keys));
        }
    }

    /// <summary>Key of a tensor in npz files; null for one that the model file does not have, or has under another index.</summary>
    public string? KeyOf(int tensor) => _keys.GetValueOrDefault(tensor);

    /// <summary>Values of a tensor with the axes of the model file.</summary>
    public static NpyArray InModelOrder(TensorInfo tensor, ModelSource source, NpyArray values)
    {
        if (source.Format != ModelSource.Onnx || tensor.Layout is not (TensorLayout.Nhwc or TensorLayout.N1wc))
        {
            return values;
        }

        NpyArray image = AxisOrder.Permute(values, ChannelsFirst);
        return tensor.Layout == TensorLayout.Nhwc
            ? image
            : new NpyArray(image.Type, [image.Shape[0], image.Shape[1], image.Shape[3]], image.Data.ToArray());
    }

    /// <summary>The name itself where it can stand in an archive, else what is left of it.</summary>
    private static string KeyOf(TensorInfo tensor, HashSet<string> taken)
    {
        IEnumerable<string> candidates = Enumerable.Range(1, int.MaxValue - 1).Select(number => Invariant($"{tensor.Key}_{number}"))
            .Prepend(SafeName.Of(tensor.Name)).Prepend(tensor.Name.TrimStart('/')).Prepend(tensor.Name);
        return candidates.First(key => key.All(c => c is >= ' ' and <= '~') && NpzArchive.IsSafeName(key) && taken.Add(key));
    }
}
