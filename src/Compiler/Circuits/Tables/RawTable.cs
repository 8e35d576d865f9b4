using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Circuits.Tables;

/// <summary>In which order rows and columns stand.</summary>
internal enum IndexOrder
{
    /// <summary>By value: from -128 for signed operands, from 0 for unsigned ones.</summary>
    Numeric,

    /// <summary>By bit pattern: 0 to 127, then -128 to -1 for signed operands.</summary>
    Code,
}

/// <summary>65,536 numbers as a file or a simulation gave them, before anyone said what they mean.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Values">Rows A, columns B.</param>
/// <param name="Order">Of rows and columns.</param>
/// <param name="Bits">Width of bit patterns, which are negative or not by how they are read; null when the values have signs of their own.</param>
internal sealed record RawTable(string Name, long[] Values, IndexOrder Order, int? Bits)
{
    private const int Codes = 256;

    /// <summary>Distances from the exact product that differ by less than this factor say nothing about signedness.</summary>
    private const double Decisive = 2;

    /// <summary>A reading that is so many times closer than the chosen one is worth a hint.</summary>
    private const double FarCloser = 4;

    /// <summary>The table, read as said, or as lies closer to the exact product.</summary>
    /// <param name="isSigned">Null to find out.</param>
    /// <param name="notes">Gets what was found out.</param>
    /// <exception cref="InputException">A product is not 16 bits wide, or the signedness cannot be told.</exception>
    public CircuitTable Read(bool? isSigned, ICollection<string> notes)
    {
        CircuitTable table = isSigned is bool given
            ? Reading(given, Order) ?? throw OutOfRange(given)
            : Detect(notes);
        AddHint(table, notes);
        return table;
    }

    private static double Distance(CircuitTable table)
    {
        // Relative to the mean magnitude of exact products, which is four times greater for unsigned operands.
        double meanError = table.Errors().Sum(error => (double)Math.Abs(error)) / Codes / Codes;
        return meanError / (table.IsSigned ? 4096 : 16_256.25);
    }

    private static string Word(bool isSigned) => isSigned ? "signed" : "unsigned";

    private static string Word(IndexOrder order) => order == IndexOrder.Numeric ? "numeric" : "code";

    private static string Percent(double distance) => Invariant($"{100 * distance:0.###} %");

    private CircuitTable Detect(ICollection<string> notes)
    {
        CircuitTable? signed = Reading(true, Order);
        CircuitTable? unsigned = Reading(false, Order);
        if (signed is null || unsigned is null)
        {
            CircuitTable only = signed ?? unsigned ?? throw OutOfRange(isSigned: Values.Min() < 0);
            notes.Add($"{Word(only.IsSigned)}: {Name} holds products that no {Word(!only.IsSigned)} 16-bit circuit has");
            return only;
        }

        (double ofSigned, double ofUnsigned) = (Distance(signed), Distance(unsigned));
        string distances = $"the mean error is {Percent(ofSigned)} of the mean exact product when read as signed, {Percent(ofUnsigned)} as unsigned";
        if (Math.Max(ofSigned, ofUnsigned) < Decisive * Math.Min(ofSigned, ofUnsigned))
        {
            throw new InputException($"{Name} does not say whether it is signed: {distances}; give signed or unsigned");
        }

        CircuitTable closer = ofSigned < ofUnsigned ? signed : unsigned;
        notes.Add($"{Word(closer.IsSigned)}: {distances}");
        return closer;
    }

    // A transposed table is as far from the exact product as the table itself: only indices and signs can be told from it.
    private void AddHint(CircuitTable chosen, ICollection<string> notes)
    {
        double distance = Distance(chosen);
        foreach ((bool isSigned, IndexOrder order) in (ReadOnlySpan<(bool, IndexOrder)>)
            [(true, IndexOrder.Numeric), (true, IndexOrder.Code), (false, IndexOrder.Numeric)])
        {
            bool isOther = isSigned != chosen.IsSigned || (isSigned && order != Order);
            if (isOther && Reading(isSigned, order) is CircuitTable other && Distance(other) * FarCloser < distance)
            {
                string layout = order != Order && isSigned ? $" and layout={Word(order)}" : "";
                notes.Add($"hint: read with {Word(isSigned)}{layout} the mean error is {Percent(Distance(other))} of the mean exact product, as it was read {Percent(distance)}");
            }
        }
    }

    /// <summary>The table in numeric order, or null when a product is not 16 bits wide.</summary>
    private CircuitTable? Reading(bool isSigned, IndexOrder order)
    {
        int flip = isSigned && order == IndexOrder.Code ? 128 : 0;
        int[] products = new int[Values.Length];
        for (int index = 0; index < products.Length; index++)
        {
            long product = ValueAt((((index / Codes) ^ flip) * Codes) + ((index % Codes) ^ flip), isSigned);
            if (!Fits(product, isSigned))
            {
                return null;
            }

            products[index] = (int)product;
        }

        return new CircuitTable(isSigned, products);
    }

    private long ValueAt(int index, bool isSigned)
    {
        int unused = 64 - (Bits ?? 64);
        return isSigned ? Values[index] << unused >> unused : Values[index];
    }

    private static bool Fits(long product, bool isSigned) =>
        isSigned ? product is >= short.MinValue and <= short.MaxValue : product is >= ushort.MinValue and <= ushort.MaxValue;

    private InputException OutOfRange(bool isSigned)
    {
        int index = Enumerable.Range(0, Values.Length).First(i => !Fits(ValueAt(i, isSigned), isSigned));
        string range = isSigned ? "a signed product from -32768 to 32767" : "an unsigned product from 0 to 65535";
        return new InputException(Invariant(
            $"{Name} has {ValueAt(index, isSigned)} in row {index / Codes}, column {index % Codes} (both from 0), expected {range}"));
    }
}
