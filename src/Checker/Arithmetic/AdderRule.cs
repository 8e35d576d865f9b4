using System.Globalization;

namespace QMacVerify.Checker.Arithmetic;

/// <summary>The adders of SEMANTICS section 5 on the ends of two operands, as functions on all integers: nothing wraps here.</summary>
internal abstract class AdderRule
{
    private const int MaxLowBits = 31;

    /// <summary>Whether every end is the sum of some operands.</summary>
    public virtual bool IsAttained => true;

    /// <summary>Whether sums are those of integers.</summary>
    public virtual bool IsExact => false;

    /// <summary>What a sum can be more than that of integers, whatever its operands.</summary>
    public abstract Ends AnyError { get; }

    /// <summary>The rule of an adder by its id; null for one that is unknown.</summary>
    public static AdderRule? Of(string id)
    {
        if (id == "exact")
        {
            return new Exact();
        }

        string[] parts = id.Split(':');
        if (parts.Length != 2
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int lowBits) || lowBits > MaxLowBits
            || parts[1] != lowBits.ToString(CultureInfo.InvariantCulture))
        {
            return null;
        }

        return parts[0] switch
        {
            "trunc" => new Truncated(lowBits),
            "loa" => new LowerPartOr(lowBits),
            "eta1" => new ErrorTolerant(lowBits),
            _ => null,
        };
    }

    /// <summary>Bounds of the sums of two operands.</summary>
    public abstract Ends Add(Ends x, Ends y);

    /// <summary>What the addition of a product can add to the right sum, whatever it is added to.</summary>
    public virtual Ends Error(long product) => Ends.Point(0);

    /// <summary>What the first addition takes from what it begins with.</summary>
    public virtual Ends StartError(Ends start) => Ends.Point(0);

    private static long LowBits(long value, int count) => value & ((1L << count) - 1);

    private sealed class Exact : AdderRule
    {
        public override bool IsExact => true;

        public override Ends AnyError => Ends.Point(0);

        public override Ends Add(Ends x, Ends y) => x + y;
    }

    /// <summary>Both operands lose their low bits. Nondecreasing in both.</summary>
    private sealed class Truncated(int lowBits) : AdderRule
    {
        public override bool IsExact => lowBits == 0;

        public override Ends AnyError => new(-2 * ((1L << lowBits) - 1), 0);

        public override Ends Add(Ends x, Ends y) => new(Sum(x.Low, y.Low), Sum(x.High, y.High));

        /// <summary>Sums have no low bits to lose, so that only the product's count.</summary>
        public override Ends Error(long product) => Ends.Point(-LowBits(product, lowBits));

        public override Ends StartError(Ends start) => start.IsPoint
            ? Ends.Point(-LowBits(start.Low, lowBits))
            : new Ends(-LowBits(-1, lowBits), 0);

        private long Sum(long x, long y) => ((x >> lowBits) + (y >> lowBits)) << lowBits;
    }

    /// <summary>Low bits without carries, from the top: from the first position where both are 1 down, all are set. Nondecreasing in both.</summary>
    private sealed class ErrorTolerant(int lowBits) : AdderRule
    {
        public override bool IsExact => lowBits == 0;

        public override Ends AnyError => new(1 - (1L << lowBits), 0);

        public override Ends Add(Ends x, Ends y) => new(Sum(x.Low, y.Low), Sum(x.High, y.High));

        private long Sum(long x, long y)
        {
            long low = 0;
            bool isSet = false;
            for (int bit = lowBits - 1; bit >= 0; bit--)
            {
                (long xBit, long yBit) = ((x >> bit) & 1, (y >> bit) & 1);
                isSet |= (xBit & yBit) == 1;
                low |= (isSet ? 1 : xBit ^ yBit) << bit;
            }

            return (((x >> lowBits) + (y >> lowBits)) << lowBits) + low;
        }

        /// <summary>From where both have a 1 down all bits are set: no less than the right sum lacks what the product has there.</summary>
        public override Ends Error(long product) => new(-LowBits(product, lowBits), 0);
    }

    /// <summary>Low bits ORed, a carry where both have the highest of them. Not monotone, so its error bounds it: BOUNDS section 3.</summary>
    private sealed class LowerPartOr(int lowBits) : AdderRule
    {
        public override bool IsAttained => lowBits == 0;

        public override bool IsExact => lowBits == 0;

        public override Ends AnyError => lowBits == 0 ? Ends.Point(0) : new(1 - (1L << (lowBits - 1)), 1L << (lowBits - 1));

        public override Ends Add(Ends x, Ends y)
        {
            if (lowBits == 0)
            {
                return x + y;
            }

            if (x.IsPoint && y.IsPoint)
            {
                return Ends.Point(Sum(x.Low, y.Low));
            }

            // The circuit's error, and what its upper part allows: at least no carry over low bits of 0, at most one over low bits of 1.
            long half = 1L << (lowBits - 1);
            long ones = (1L << lowBits) - 1;
            return new Ends(
                Math.Max(x.Low + y.Low - (half - 1), Upper(x.Low, y.Low, 0)),
                Math.Min(x.High + y.High + half, Upper(x.High, y.High, 1) + ones));
        }

        /// <summary>An OR lacks what both have, at most the product's low bits: below the highest of them; where both have that, a carry of twice its worth more than makes up for it.</summary>
        public override Ends Error(long product)
        {
            long half = (1L << lowBits) >> 1;
            long low = LowBits(product, lowBits);
            return low < half || lowBits == 0 ? new Ends(-low, 0) : new Ends(-(half - 1), half);
        }

        private long Sum(long x, long y) =>
            Upper(x, y, (x >> (lowBits - 1)) & (y >> (lowBits - 1)) & 1) + ((x | y) & ((1L << lowBits) - 1));

        private long Upper(long x, long y, long carry) => ((x >> lowBits) + (y >> lowBits) + carry) << lowBits;
    }
}
