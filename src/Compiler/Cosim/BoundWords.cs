using QMacVerify.Compiler.Bounds;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Cosim;

/// <summary>The ranges of <c>D_sound.json</c> for <c>bounds_watch_s32</c>.</summary>
internal static class BoundWords
{
    /// <summary>Fills in the ranges of a layer. Those that 32 bits do not hold are not watched: no register leaves them.</summary>
    public static void Fill(EngineWords words, LayerBounds bounds)
    {
        Set(EngineWord.OperandLower, EngineWord.OperandUpper, bounds.Operand);
        Set(EngineWord.PrefixLower, EngineWord.PrefixUpper, bounds.Prefix);
        Set(EngineWord.AccLower, EngineWord.AccUpper, bounds.Acc);
        Set(EngineWord.CodeLower, EngineWord.CodeUpper, bounds.Output);

        void Set(EngineWord lower, EngineWord upper, Interval range)
        {
            bool fits = Interval.Int32.Contains(range);
            words[lower] = fits ? (int)range.Lower : int.MinValue;
            words[upper] = fits ? (int)range.Upper : int.MaxValue;
        }
    }
}
