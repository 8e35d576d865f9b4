using System.Numerics;

namespace QMacVerify.Generators.Circuits.Factorization;

/// <summary>Bases of integer lattices: one of the lattice that vectors span, and a short one.</summary>
internal static class LatticeReduction
{
    /// <summary>A triangular basis of the lattice spanned by vectors, by Euclid's algorithm on the leading elements.</summary>
    /// <param name="vectors">They span a lattice of full dimension.</param>
    /// <param name="dimension">Length of each.</param>
    /// <param name="determinant">Of some sublattice: all elements may be taken modulo this number.</param>
    public static BigInteger[][] Triangular(IEnumerable<BigInteger[]> vectors, int dimension, BigInteger determinant)
    {
        BigInteger modulus = BigInteger.Abs(determinant);
        BigInteger[][] basis =
            [.. Enumerable.Range(0, dimension).Select(i => Enumerable.Range(0, dimension).Select(j => i == j ? modulus : BigInteger.Zero).ToArray())];
        foreach (BigInteger[] vector in vectors)
        {
            BigInteger[] rest = vector;
            for (int i = 0; i < dimension; i++)
            {
                while (!rest[i].IsZero)
                {
                    BigInteger quotient = BigInteger.Divide(basis[i][i], rest[i]);
                    BigInteger[] remainder = Combine(basis[i], rest, quotient, i, modulus);
                    basis[i] = rest;
                    rest = remainder;
                }
            }
        }

        return basis;
    }

    /// <summary>The LLL-reduced form of linearly independent vectors: the same lattice, nearly orthogonal vectors.</summary>
    /// <remarks>A. K. Lenstra, H. W. Lenstra, L. Lovász 1982, in integers as in H. Cohen, A Course in Computational Algebraic Number Theory, algorithm 2.6.7.</remarks>
    public static BigInteger[][] Reduce(BigInteger[][] vectors) => new Lll(vectors).Run();

    // first - quotient * second. Elements behind the leading one count modulo the determinant only.
    private static BigInteger[] Combine(BigInteger[] first, BigInteger[] second, BigInteger quotient, int leading, BigInteger modulus) =>
        [.. first.Select((value, i) => i < leading ? BigInteger.Zero
            : i == leading ? value - (quotient * second[i])
            : (value - (quotient * second[i])) % modulus)];

    /// <summary>The vectors stay as they are; what changes is the transformation, which is shorter, and the Gram-Schmidt numbers.</summary>
    private sealed class Lll
    {
        private readonly BigInteger[][] _vectors;
        private readonly BigInteger[][] _transformation;

        /// <summary>d[k]: determinant of the Gram matrix of the first k vectors.</summary>
        private readonly BigInteger[] _d;

        /// <summary>lambda[k][j] = d[j + 1] * mu[k][j], integers.</summary>
        private readonly BigInteger[][] _lambda;

        public Lll(BigInteger[][] vectors)
        {
            int size = vectors.Length;
            _vectors = vectors;
            _transformation = [.. Enumerable.Range(0, size).Select(i => Enumerable.Range(0, size).Select(j => i == j ? BigInteger.One : BigInteger.Zero).ToArray())];
            _lambda = [.. vectors.Select(_ => new BigInteger[size])];
            _d = new BigInteger[size + 1];
            _d[0] = BigInteger.One;
            for (int k = 0; k < size; k++)
            {
                for (int j = 0; j <= k; j++)
                {
                    BigInteger u = Dot(vectors[k], vectors[j]);
                    for (int i = 0; i < j; i++)
                    {
                        u = ((_d[i + 1] * u) - (_lambda[k][i] * _lambda[j][i])) / _d[i];
                    }

                    if (j < k)
                    {
                        _lambda[k][j] = u;
                    }
                    else
                    {
                        _d[k + 1] = u;
                    }
                }
            }
        }

        public BigInteger[][] Run()
        {
            int k = 1;
            while (k < _vectors.Length)
            {
                ReduceSize(k, k - 1);
                BigInteger lambda = _lambda[k][k - 1];
                if (4 * _d[k + 1] * _d[k - 1] < (3 * _d[k] * _d[k]) - (4 * lambda * lambda))
                {
                    Swap(k);
                    k = Math.Max(1, k - 1);
                }
                else
                {
                    for (int l = k - 2; l >= 0; l--)
                    {
                        ReduceSize(k, l);
                    }

                    k++;
                }
            }

            return BigMatrix.Multiply(_transformation, _vectors);
        }

        private void ReduceSize(int k, int l)
        {
            if (2 * BigInteger.Abs(_lambda[k][l]) <= _d[l + 1])
            {
                return;
            }

            BigInteger quotient = RoundedQuotient(_lambda[k][l], _d[l + 1]);
            for (int i = 0; i < _transformation.Length; i++)
            {
                _transformation[k][i] -= quotient * _transformation[l][i];
            }

            _lambda[k][l] -= quotient * _d[l + 1];
            for (int i = 0; i < l; i++)
            {
                _lambda[k][i] -= quotient * _lambda[l][i];
            }
        }

        private void Swap(int k)
        {
            (_transformation[k], _transformation[k - 1]) = (_transformation[k - 1], _transformation[k]);
            for (int j = 0; j < k - 1; j++)
            {
                (_lambda[k][j], _lambda[k - 1][j]) = (_lambda[k - 1][j], _lambda[k][j]);
            }

            BigInteger lambda = _lambda[k][k - 1];
            BigInteger exchanged = ((_d[k - 1] * _d[k + 1]) + (lambda * lambda)) / _d[k];
            for (int i = k + 1; i < _vectors.Length; i++)
            {
                BigInteger old = _lambda[i][k];
                _lambda[i][k] = ((_d[k + 1] * _lambda[i][k - 1]) - (lambda * old)) / _d[k];
                _lambda[i][k - 1] = ((exchanged * old) + (lambda * _lambda[i][k])) / _d[k + 1];
            }

            _d[k] = exchanged;
        }

        private static BigInteger RoundedQuotient(BigInteger numerator, BigInteger denominator)
        {
            BigInteger magnitude = ((2 * BigInteger.Abs(numerator)) + denominator) / (2 * denominator);
            return numerator.Sign < 0 ? -magnitude : magnitude;
        }

        private static BigInteger Dot(BigInteger[] first, BigInteger[] second) =>
            first.Zip(second, (x, y) => x * y).Aggregate(BigInteger.Zero, (sum, product) => sum + product);
    }
}
