using QMacVerify.Checker.Arithmetic;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Checker.Rules;

/// <summary>Functions of a row whose output i grows with element i and falls with the others, but for rounding.</summary>
internal static class RowCorners
{
    /// <summary>The box of the codes.</summary>
    /// <param name="input">Rows of codes.</param>
    /// <param name="depth">Elements of a row.</param>
    /// <param name="margin">By how many codes rounding may exceed the codes at the corners; points are what they are.</param>
    /// <param name="clamp">What codes are clamped to.</param>
    /// <param name="codeOf">The code of an element of a row.</param>
    public static CodeBox Derive(CodeBox input, int depth, int margin, ClampRange clamp, Func<int[], int, long> codeOf) =>
        CodeBox.Of(input.Count, i =>
        {
            (int first, int element) = (i / depth * depth, i % depth);
            bool isPoint = Enumerable.Range(first, depth).All(j => input[j].IsPoint);
            int[] least = [.. Enumerable.Range(first, depth).Select(j => (int)(j == i ? input.Low[j] : input.High[j]))];
            int[] most = [.. Enumerable.Range(first, depth).Select(j => (int)(j == i ? input.High[j] : input.Low[j]))];
            int wider = isPoint ? 0 : margin;
            return new Ends(
                Math.Max(codeOf(least, element) - wider, clamp.Lower), Math.Min(codeOf(most, element) + wider, clamp.Upper));
        });
}
