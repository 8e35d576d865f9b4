namespace QMacVerify.Generators.Circuits;

/// <summary>An array multiplier (BAM) without some rows and columns of partial products.</summary>
/// <remarks>
/// The product is the sum of <c>s_i s_j x_i w_j 2^(i+j)</c> over bits i of the activation and j of the weight, where s is -1
/// for a sign bit and 1 else; left out are j &lt; rows and i + j &lt; columns. Rows are bits of the weight, so the operands
/// do not commute. Source: H. R. Mahdiani et al., "Bio-Inspired Imprecise Computational Blocks", 2010, for signed operands.
/// </remarks>
/// <param name="Rows">Left-out low bits of the weight, h: 0 to <see cref="MaxRows"/>.</param>
/// <param name="Columns">Left-out low columns, v: 0 to <see cref="MaxColumns"/>.</param>
public sealed record BrokenArrayMultiplier(int Rows, int Columns) : Multiplier
{
    public const int MaxRows = 7;
    public const int MaxColumns = 14;

    private const int SignBit = 7;

    public override string Spec => Invariant($"bam:h={Rows},v={Columns}");

    public override string Description =>
        Invariant($"broken array, without partial products of the {Rows} low bits of the weight and of the {Columns} low columns");

    public override VerilogModule Verilog => new("mul_bam_s8", ("DROPPED_ROWS", Rows), ("DROPPED_COLUMNS", Columns));

    public override int ProductZeroBits => Math.Max(Rows, Columns);

    public override int Apply(int activation, int weight) => Product(activation, weight, Rows, Columns);

    public override string ProductExpression(string activation, string weight) => Expression(activation, weight, Rows, Columns);

    /// <summary>The sum of the rows that are left: in each, the bits of the activation that lie in a left-out column read as zero.</summary>
    internal static int Product(int activation, int weight, int rows, int columns)
    {
        int sum = 0;
        for (int row = FirstRow(rows, columns); row <= SignBit; row++)
        {
            sum += (activation & ~LowBits(columns - row)) * (weight & RowMask(row));
        }

        return sum;
    }

    /// <summary>The same as a C# expression. Rows that miss no column are taken together: their bits of the weight are one factor.</summary>
    internal static string Expression(string activation, string weight, int rows, int columns)
    {
        List<string> terms = [];
        int firstWhole = Math.Max(rows, columns);
        for (int row = FirstRow(rows, columns); row <= Math.Min(firstWhole - 1, SignBit); row++)
        {
            string bit = row == SignBit ? "~0x7f" : Invariant($"0x{1 << row:x}");
            terms.Add(Invariant($"({activation} & ~0x{LowBits(columns - row):x}) * ({weight} & {bit})"));
        }

        if (firstWhole == 0)
        {
            terms.Add($"{activation} * {weight}");
        }
        else if (firstWhole <= SignBit)
        {
            terms.Add(Invariant($"{activation} * ({weight} & ~0x{LowBits(firstWhole):x})"));
        }

        return string.Join(" + ", terms);
    }

    /// <summary>The first row with a partial product: of those before it even the activation's sign bit lies in a left-out column.</summary>
    private static int FirstRow(int rows, int columns) => Math.Max(rows, columns - SignBit);

    private static int LowBits(int count) => (1 << Math.Max(count, 0)) - 1;

    /// <summary>One bit of the weight; the sign bit counts -2^7, as the sign-extended weight has it.</summary>
    private static int RowMask(int row) => row == SignBit ? ~LowBits(SignBit) : 1 << row;
}
