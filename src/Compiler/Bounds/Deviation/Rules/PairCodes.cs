namespace QMacVerify.Compiler.Bounds.Deviation.Rules;

/// <summary>The codes of an operation on two codes, each computed once. For one thread.</summary>
/// <param name="code">The operation.</param>
internal sealed class PairCodes(Func<sbyte, sbyte, sbyte> code)
{
    private const int Codes = 256;

    private readonly sbyte?[] _known = new sbyte?[Codes * Codes];

    public int this[int first, int second] =>
        _known[((first - sbyte.MinValue) * Codes) + second - sbyte.MinValue] ??= code((sbyte)first, (sbyte)second);
}
