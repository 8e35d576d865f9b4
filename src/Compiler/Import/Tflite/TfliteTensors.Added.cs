using System.Runtime.InteropServices;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime.Arrays;
using static QMacVerify.Generators.Support.Text;
using ElementType = QMacVerify.Generators.Graph.ElementType;

namespace QMacVerify.Compiler.Import.Tflite;

/// <summary>Tensors that the file does not have.</summary>
internal sealed partial class TfliteTensors
{
    /// <summary>Elements that are computed at import: a limit without which a small file could ask for any amount of memory.</summary>
    public const int MostFolded = 1 << 22;

    private long _folded;
    private int _added;

    /// <summary>Takes note of elements that are computed at import; false where they are too many.</summary>
    public bool CountFolded(Int128 elements)
    {
        bool fits = elements >= 0 && elements <= MostFolded - _folded;
        _folded += fits ? (long)elements : 0;
        return fits;
    }

    /// <summary>Adds a computed tensor that the file does not have.</summary>
    /// <param name="shape">Extents.</param>
    /// <param name="like">Has its quantization.</param>
    public TensorInfo AddIntermediate(int[] shape, TensorInfo like)
    {
        TensorInfo info = like with
        {
            Index = NextIndex(), Name = "", Shape = new EquatableArray<int>(shape), Layout = LayoutOf(shape), IsConstant = false,
        };
        _tensors.Add(info.Index, info);
        return info;
    }

    /// <summary>Adds a constant of codes from another subgraph, of the type, shape and quantization of a tensor.</summary>
    public TensorInfo AddConstant(TfliteTensor constant, TensorInfo like, string user)
    {
        TensorInfo info = like with { Index = NextIndex(), Name = constant.Name, IsConstant = true };
        if (constant.IsSparse || constant.Data.Length != like.ElementCount || constant.Type != (like.IsUnsigned ? TensorType.UInt8 : TensorType.Int8))
        {
            throw new DiagnosticException(new DiagnosticInfo(Descriptors.ShapeMismatch, null, Invariant(
                $"{user} takes {constant.Type.Name()} {Quote(constant.Name)} of {constant.Data.Length} bytes as {like.Signature}")));
        }

        _tensors.Add(info.Index, info);
        _parameters.Add(info.Index, new ParameterArray(info.Type, info.Shape, Values(info, constant)));
        return info;
    }

    /// <summary>Adds a constant of codes with its axes in another order.</summary>
    /// <param name="constant">As the file has it.</param>
    /// <param name="permutation">Axis i of the result is axis permutation[i].</param>
    public TensorInfo AddTransposed(TensorInfo constant, int[] permutation)
    {
        int[] shape = [.. constant.Shape];
        TensorInfo info = constant with { Index = NextIndex(), Shape = new EquatableArray<int>(AxisOrder.Permute(shape, permutation)) };
        _tensors.Add(info.Index, info);
        _parameters.Add(info.Index, new ParameterArray(info.Type, info.Shape, AxisOrder.Permute(_parameters[constant.Index].Data, 1, shape, permutation)));
        return info;
    }

    /// <summary>Adds sums that the file does not have.</summary>
    public TensorInfo AddAccumulators(int[] shape)
    {
        TensorInfo info = new(NextIndex(), "", ElementType.Int32, new EquatableArray<int>(shape), LayoutOf(shape), false, null);
        _tensors.Add(info.Index, info);
        return info;
    }

    /// <summary>Adds a constant that the file does not have.</summary>
    public TensorInfo AddTable(string name, sbyte[] codes, params int[] shape) =>
        AddTable(name, ElementType.Int8, shape, MemoryMarshal.AsBytes<sbyte>(codes).ToArray());

    /// <summary>Adds a constant of real numbers that the file does not have.</summary>
    public TensorInfo AddTable(string name, float[] values, params int[] shape) =>
        AddTable(name, ElementType.Float32, shape, MemoryMarshal.AsBytes<float>(values).ToArray());

    private TensorInfo AddTable(string name, ElementType type, int[] shape, byte[] data)
    {
        TensorInfo info = new(NextIndex(), name, type, new EquatableArray<int>(shape), TensorLayout.Any, true, null);
        _tensors.Add(info.Index, info);
        _parameters.Add(info.Index, new ParameterArray(type, info.Shape, data));
        return info;
    }

    /// <summary>An index behind those of the file.</summary>
    private int NextIndex() => _entries.Length + _added++;
}
