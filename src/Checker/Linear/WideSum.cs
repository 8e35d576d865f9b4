using System.Numerics;

namespace QMacVerify.Checker.Linear;

/// <summary>A sum that may leave 128 bits, of numbers that do not: 2^60 of them fit.</summary>
internal struct WideSum
{
    private Int128 _high;
    private ulong _low;

    /// <summary>The sum.</summary>
    public readonly BigInteger Value => ((BigInteger)_high << 64) + _low;

    public void Add(Int128 value)
    {
        Int128 low = (Int128)_low + unchecked((ulong)value);
        _high += (value >> 64) + (low >> 64);
        _low = unchecked((ulong)low);
    }

    /// <summary>Adds a product, which may leave 128 bits, too.</summary>
    public void AddProduct(Int128 value, long factor)
    {
        Int128 low = ((Int128)unchecked((ulong)value) * factor) + _low;
        _high += ((value >> 64) * factor) + (low >> 64);
        _low = unchecked((ulong)low);
    }
}
