using System.Security.Cryptography;

namespace QMacVerify.Generators.Operators;

/// <summary>Identifies a multiplier by what it computes, not by what it is called.</summary>
public static class MultiplierDigest
{
    /// <summary>Lower-case hex SHA-256 of the 65,536 products as little-endian int32: activation outer, weight inner, each from -128.</summary>
    public static string Sha256(Multiplier multiplier)
    {
        byte[] table = new byte[65536 * sizeof(int)];
        int position = 0;
        for (int activation = sbyte.MinValue; activation <= sbyte.MaxValue; activation++)
        {
            for (int weight = sbyte.MinValue; weight <= sbyte.MaxValue; weight++)
            {
                int product = multiplier.Apply(activation, weight);
                for (int shift = 0; shift < 32; shift += 8)
                {
                    table[position++] = (byte)(product >> shift);
                }
            }
        }

        using SHA256 sha = SHA256.Create();
        return Hex(sha.ComputeHash(table));
    }
}
