using System.CommandLine;
using QMacVerify.Compiler.Bounds;

namespace QMacVerify.Compiler.Commands;

/// <summary>The accumulator that hardware has: <c>--accumulator-bits</c> and <c>--overflow</c>.</summary>
/// <param name="purpose">What the bits are for, a sentence.</param>
internal sealed class RegisterOptions(string purpose)
{
    private readonly Option<int> _bits = CommonOptions.Integer("--accumulator-bits", AccumulatorRegister.LeastBits, AccumulatorRegister.MostBits, purpose);
    private readonly Option<string> _overflow = CommonOptions.OneOf(
        "--overflow", "wrap|saturate", "What sums do that the accumulator cannot hold: wrap (default), or saturate after each addition.", AccumulatorRegister.Wrap, AccumulatorRegister.Saturate);

    public void AddTo(Command command)
    {
        command.Options.Add(_bits);
        command.Options.Add(_overflow);
    }

    /// <summary>Whether one of the options is given.</summary>
    public bool IsGiven(ParseResult options) => options.IsGiven(_bits) || options.IsGiven(_overflow);

    /// <summary>What is asked for; the engine's own where nothing is.</summary>
    public AccumulatorRegister Read(ParseResult options) => new(
        options.Given(_bits) ?? AccumulatorRegister.Default.Bits, options.GetValue(_overflow) == AccumulatorRegister.Saturate);
}
