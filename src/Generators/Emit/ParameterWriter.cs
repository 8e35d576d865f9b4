using System.Runtime.InteropServices;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;

namespace QMacVerify.Generators.Emit;

/// <summary>Declares the constants of a generated class: arrays of codes, weights and products, and lists of numbers as spans.</summary>
/// <param name="writer">Takes the declarations.</param>
public abstract class ParameterWriter(SourceWriter writer)
{
    private bool _hasMember;

    protected SourceWriter Writer => writer;

    /// <summary>The constants of a kernel.</summary>
    public void Constants(Kernel kernel)
    {
        foreach (KernelConstant constant in kernel.Constants)
        {
            string name = kernel.Member(constant.Suffix);
            BeginMember(constant.Summary.Replace("{0}", kernel.Identifier));
            switch (constant)
            {
                case Int8Constant int8:
                    Array(name, "sbyte", MemoryMarshal.AsBytes(int8.Values.AsSpan()).ToArray());
                    break;
                case Int16Constant int16:
                    Array(name, "short", MemoryMarshal.AsBytes(int16.Values.AsSpan()).ToArray());
                    break;
                case Int32Constant int32:
                    Numbers(kernel, int32);
                    break;
                case ExponentialsConstant { Softmax: var softmax }:
                    Writer.Line($"private static readonly int[] {name} = FixedPoint.Exponentials(quantizedMultiplier: {softmax.InputMultiplier.Multiplier}, shift: {softmax.InputMultiplier.Shift}, minimumDifference: {softmax.MinDifference}, isSingle: {(softmax.Kind == RequantizationKind.TfliteSingle ? "true" : "false")});");
                    break;
                default:
                    throw new ArgumentOutOfRangeException(nameof(kernel), constant, "no constants are of this kind");
            }
        }
    }

    /// <summary>What the states of a model begin with.</summary>
    public void InitialState(ReadOnlySpan<sbyte> codes)
    {
        BeginMember("What the states begin with, one after the other");
        Array("InitialState", "sbyte", MemoryMarshal.AsBytes(codes).ToArray());
    }

    /// <summary>The codes that an input of a reduced network may have.</summary>
    /// <remarks>No other member has an underscore before a word like these.</remarks>
    public void HeldCodes(InputCodesBox box)
    {
        string key = TensorInfo.KeyOf(box.Tensor);
        BeginMember($"Least code of each element of {key}, or of all, that the network was reduced for");
        Array($"{key}_Lower", "sbyte", MemoryMarshal.AsBytes(box.Lower.AsSpan()).ToArray());
        BeginMember($"Greatest code of each element of {key}, or of all, that the network was reduced for");
        Array($"{key}_Upper", "sbyte", MemoryMarshal.AsBytes(box.Upper.AsSpan()).ToArray());
    }

    /// <summary>The products of a table, 256 activations by 256 weights.</summary>
    public void Products(TableMultiplier table)
    {
        BeginMember($"Products of {table.Spec}, activation -128 to 127 outer, weight -128 to 127 inner; sha256 as int32 {table.Sha256}");
        Array(
            table.TableName,
            table.ElementTypeName,
            (table.FitsInt16 ? MemoryMarshal.AsBytes<short>(System.Array.ConvertAll(table.Products.ToArray(), product => (short)product)) : MemoryMarshal.AsBytes(table.Products)).ToArray());
    }

    /// <summary>The products of a multiplier by weight, which rows of products are made from.</summary>
    internal void Columns(ProductColumns columns)
    {
        BeginMember($"Products of {columns.Multiplier.Spec} by weight: 256 zeros, then those of weights -128 to 127, each for activations -128 to 127; no kernel reads those of a weight that exceed int16");
        columns.Emit(writer);
    }

    /// <summary>Declares an array, <c>T[]</c>.</summary>
    /// <param name="name">Of the member.</param>
    /// <param name="typeName"><c>sbyte</c>, <c>short</c> or <c>int</c>.</param>
    /// <param name="data">The elements' bytes.</param>
    protected abstract void Array(string name, string typeName, byte[] data);

    /// <summary>Declares a <c>ReadOnlySpan&lt;int&gt;</c>.</summary>
    /// <param name="kernel">Whose they are.</param>
    /// <param name="constant">The elements.</param>
    protected abstract void Numbers(Kernel kernel, Int32Constant constant);

    private void BeginMember(string summary)
    {
        if (_hasMember)
        {
            writer.Line();
        }

        _hasMember = true;
        writer.Documentation("summary", summary + ".");
    }
}
