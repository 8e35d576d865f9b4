namespace QMacVerify.Generators.Circuits;

/// <summary>A multiplier given by its 65,536 products: a table file, or a circuit of the user that was simulated exhaustively.</summary>
/// <remarks>
/// Two are equal when they have the same spec, the same <see cref="Sha256"/> and the same <see cref="Factors"/>: the spec stands in
/// comments and reports, the hash says what is computed, the factors may be what kernels compute it with. Products of unsigned circuits, wrapped for signed operands, exceed int16.
/// </remarks>
public sealed record TableMultiplier : Multiplier
{
    /// <summary>Magnitude that no product exceeds; wrapped 8-bit unsigned circuits stay below 81,920.</summary>
    public const int MaxMagnitude = 1 << 17;

    private const int MaxSpecLength = 240;

    private readonly int[] _products;
    private readonly ProductFactors? _factors;

    /// <summary>Takes the products in the order of <see cref="MultiplierTable"/>.</summary>
    /// <param name="spec">The operator in the grammar of the command line, without folders; see <see cref="IsSpec"/>.</param>
    /// <param name="products">65,536 numbers of a magnitude of at most <see cref="MaxMagnitude"/>; copied.</param>
    public TableMultiplier(string spec, int[] products)
    {
        if (!IsSpec(spec))
        {
            throw new ArgumentException("A spec consists of letters, digits and _ . : , = -", nameof(spec));
        }

        if (products.Length != MultiplierTable.Count || products.Any(product => product is < -MaxMagnitude or > MaxMagnitude))
        {
            throw new ArgumentException("A table has 65,536 products of at most 18 bits.", nameof(products));
        }

        Spec = spec;
        _products = (int[])products.Clone();
        Sha256 = MultiplierTable.Sha256(_products);
        FitsInt16 = _products.All(product => product == (short)product);
    }

    public override string Spec { get; }

    public override string Description => $"table of 65,536 products, sha256 {Sha256.Substring(0, 16)}";

    /// <summary>None: a table says what a circuit computes, not how.</summary>
    public override VerilogModule? Verilog => null;

    public override int ProductZeroBits => Math.Min(16, Enumerable.Range(0, 32).TakeWhile(bit => _products.All(product => (product & (1 << bit)) == 0)).Count());

    /// <summary>Of the products, as <see cref="MultiplierTable.Sha256(int[])"/> defines it.</summary>
    public string Sha256 { get; }

    /// <summary>Terms that give every product; null where none are known.</summary>
    /// <exception cref="ArgumentException">They do not give the products.</exception>
    public ProductFactors? Factors
    {
        get => _factors;
        init => _factors = value?.Give(_products) == false ? throw new ArgumentException("The factors do not give the products.", nameof(value)) : value;
    }

    /// <summary>Whether every product is an int16.</summary>
    public bool FitsInt16 { get; }

    /// <summary>The C# type of the products where generated code holds them: <c>short</c> where it suffices, else <c>int</c>.</summary>
    public string ElementTypeName => FitsInt16 ? "short" : "int";

    /// <summary>Name of the member that holds the products in a generated class: it follows from the hash, so that two tables have two names.</summary>
    public string TableName => $"Products{Sha256.Substring(0, 8)}";

    /// <summary>All products: activation -128 to 127 outer, weight -128 to 127 inner.</summary>
    public ReadOnlySpan<int> Products => _products;

    /// <summary>Whether a text may be a spec: it stands in comments of generated code, so it must not end them.</summary>
    public static bool IsSpec(string text) =>
        text.Length is > 0 and <= MaxSpecLength
        && text.All(c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' or '.' or ':' or ',' or '=' or '-');

    public override int Apply(int activation, int weight) => _products[((activation + 128) << 8) | (weight + 128)];

    public override string Preparation => $"ReadOnlySpan<{ElementTypeName}> products = {TableName};";

    public override string ProductExpression(string activation, string weight) =>
        $"products[(({activation} + 128) << 8) | ({weight} + 128)]";

    public bool Equals(TableMultiplier? other) => other is not null && Spec == other.Spec && Sha256 == other.Sha256 && Factors == other.Factors;

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Sha256);
}
