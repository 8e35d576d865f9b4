using System.Buffers.Binary;
using System.Security.Cryptography;
using QMacVerify.Generators.Operators;

namespace QMacVerify.Compiler.OperatorCheck;

/// <summary>All 65,536 products of a multiplier in numeric order: activation -128 to 127 outer, weight -128 to 127 inner.</summary>
/// <remarks>Kernel, Verilog, bench and bounds of an operator carry the hash of this table (SEMANTICS section 5).</remarks>
internal static class MultiplierTable
{
    public const int Count = 65_536;

    public static int[] Of(Multiplier multiplier)
    {
        int[] table = new int[Count];
        for (int index = 0; index < Count; index++)
        {
            (int activation, int weight) = OperandsAt(index);
            table[index] = multiplier.Apply(activation, weight);
        }

        return table;
    }

    public static (int Activation, int Weight) OperandsAt(int index) => ((index >> 8) - 128, (index & 255) - 128);

    /// <summary>Lower-case SHA-256 of the products as int32, little-endian.</summary>
    public static string Sha256(ReadOnlySpan<int> table)
    {
        byte[] bytes = new byte[table.Length * sizeof(int)];
        for (int index = 0; index < table.Length; index++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(index * sizeof(int)), table[index]);
        }

        return Convert.ToHexStringLower(SHA256.HashData(bytes));
    }
}
