namespace QMacVerify.Generators.Circuits.Factorization;

/// <summary>Gaussian elimination of a 256x256 integer matrix over the field of integers modulo a prime.</summary>
internal static class ModularElimination
{
    /// <summary>The two greatest primes below 2^31.</summary>
    public static readonly uint[] Primes = [2_147_483_647, 2_147_483_629];

    private const int Size = 256;

    /// <summary>Rows and columns of a nonsingular submatrix of the greatest size; there are as many as the rank modulo the prime.</summary>
    /// <param name="matrix">65,536 integers, row after row.</param>
    /// <param name="prime">Below 2^31.</param>
    /// <param name="limit">The search ends with a submatrix of this size: the rank is that or more.</param>
    public static (List<int> Rows, List<int> Columns) Pivots(int[] matrix, uint prime, int limit = Size)
    {
        List<int> rows = [];
        List<int> columns = [];
        List<ulong[]> echelon = [];
        for (int row = 0; row < Size && rows.Count < limit; row++)
        {
            ulong[] rest = new ulong[Size];
            for (int column = 0; column < Size; column++)
            {
                rest[column] = (ulong)((matrix[(row * Size) + column] % prime) + prime) % prime;
            }

            for (int k = 0; k < echelon.Count; k++)
            {
                Subtract(rest, echelon[k], rest[columns[k]], prime);
            }

            int pivot = Array.FindIndex(rest, value => value != 0);
            if (pivot >= 0)
            {
                Scale(rest, Inverse(rest[pivot], prime), prime);
                echelon.Add(rest);
                rows.Add(row);
                columns.Add(pivot);
            }
        }

        return (rows, columns);
    }

    private static void Subtract(ulong[] target, ulong[] row, ulong factor, uint prime)
    {
        if (factor == 0)
        {
            return;
        }

        ulong negative = prime - factor;
        for (int i = 0; i < target.Length; i++)
        {
            target[i] = (target[i] + (negative * row[i])) % prime;
        }
    }

    private static void Scale(ulong[] row, ulong factor, uint prime)
    {
        for (int i = 0; i < row.Length; i++)
        {
            row[i] = row[i] * factor % prime;
        }
    }

    /// <summary>By Fermat: value to the power of prime - 2.</summary>
    private static ulong Inverse(ulong value, uint prime)
    {
        ulong result = 1;
        for (uint exponent = prime - 2; exponent > 0; exponent >>= 1)
        {
            if ((exponent & 1) != 0)
            {
                result = result * value % prime;
            }

            value = value * value % prime;
        }

        return result;
    }
}
