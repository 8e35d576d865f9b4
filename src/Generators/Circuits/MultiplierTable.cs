using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace QMacVerify.Generators.Circuits;

/// <summary>All 65,536 products of a multiplier in numeric order: activation -128 to 127 outer, weight -128 to 127 inner.</summary>
/// <remarks>
/// Identifies a multiplier by what it computes, not by what it is called: kernel, Verilog, bench and bounds of an operator
/// carry the hash of this table (SEMANTICS section 5).
/// </remarks>
public static class MultiplierTable
{
    public const int Count = 65_536;

    private static readonly ConditionalWeakTable<Multiplier, string> Known = new();

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

    /// <summary>The hash of a multiplier's products, computed once for each instance.</summary>
    public static string Sha256(Multiplier multiplier) => Known.GetValue(multiplier, other => Sha256(Of(other)));

    /// <summary>Lower-case hex SHA-256 of the products as int32, little-endian.</summary>
    public static string Sha256(int[] table)
    {
        byte[] bytes = new byte[table.Length * sizeof(int)];
        for (int i = 0; i < table.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(sizeof(int) * i), table[i]);
        }

        using SHA256 sha = SHA256.Create();
        return Hex(sha.ComputeHash(bytes));
    }
}
