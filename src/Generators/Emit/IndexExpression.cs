namespace QMacVerify.Generators.Emit;

/// <summary>A C# index expression that is folded while it is built: no factor 1, no addend 0, constants together.</summary>
/// <remarks>Products in sums and sums in products are put into parentheses, so that nobody needs to know precedence.</remarks>
internal readonly struct IndexExpression
{
    /// <summary>What is not constant, or null.</summary>
    private readonly string? _text;
    private readonly bool _isProduct;
    private readonly bool _isSum;
    private readonly int _constant;

    private IndexExpression(string? text, int constant, bool isProduct = false, bool isSum = false)
    {
        _text = text;
        _constant = constant;
        _isProduct = isProduct;
        _isSum = isSum;
    }

    public static implicit operator IndexExpression(int constant) => new(null, constant);

    /// <summary>A variable.</summary>
    public static implicit operator IndexExpression(string variable) => new(variable, 0);

    public static IndexExpression operator +(IndexExpression left, IndexExpression right)
    {
        int constant = checked(left._constant + right._constant);
        return left._text is null ? new IndexExpression(right._text, constant, right._isProduct, right._isSum)
            : right._text is null ? new IndexExpression(left._text, constant, left._isProduct, left._isSum)
            : new IndexExpression($"{left.AsAddend()} + {right.AsAddend()}", constant, isSum: true);
    }

    public static IndexExpression operator -(IndexExpression left, int constant) => left + checked(-constant);

    /// <summary>Less a variable.</summary>
    public static IndexExpression operator -(IndexExpression left, string variable) => left._text is null
        ? new IndexExpression("-" + variable, left._constant, isProduct: true)
        : new IndexExpression($"{left.AsAddend()} - {variable}", left._constant, isSum: true);

    public static IndexExpression operator *(IndexExpression left, int factor) =>
        left._text is null ? new IndexExpression(null, checked(left._constant * factor))
        : factor == 1 ? left
        : factor == 0 ? 0
        : new IndexExpression(Invariant($"{left.AsFactor()} * {factor}"), 0, isProduct: true);

    /// <summary>The quotient of a variable that is not negative.</summary>
    public static IndexExpression operator /(IndexExpression left, int divisor) =>
        left._text is null ? new IndexExpression(null, left._constant / divisor)
        : divisor == 1 ? left
        : new IndexExpression(Invariant($"{left.AsFactor()} / {divisor}"), 0, isProduct: true);

    /// <summary>The remainder of a variable that is not negative.</summary>
    public static IndexExpression operator %(IndexExpression left, int divisor) =>
        left._text is null ? new IndexExpression(null, left._constant % divisor)
        : divisor == 1 ? 0
        : new IndexExpression(Invariant($"{left.AsFactor()} % {divisor}"), 0, isProduct: true);

    public override string ToString() =>
        _text is null ? Invariant($"{_constant}")
        : _constant == 0 ? _text
        : _constant > 0 ? Invariant($"{AsAddend()} + {_constant}")
        : Invariant($"{AsAddend()} - {-(long)_constant}");

    private string AsAddend() => _isProduct ? $"({_text})" : _text!;

    private string AsFactor() => _isProduct || _isSum || _constant != 0 ? $"({ToString()})" : _text!;
}
