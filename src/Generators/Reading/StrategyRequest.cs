namespace QMacVerify.Generators.Reading;

/// <summary>A strategy that was asked for by name.</summary>
/// <param name="LayerName">The layer.</param>
/// <param name="StrategyName">As the user wrote it.</param>
public sealed record StrategyRequest(string LayerName, string StrategyName)
{
    /// <summary>Reads <c>LAYER=NAME</c>, or gives null; the last <c>=</c> counts, since names of layers are any text.</summary>
    public static StrategyRequest? Parse(string text)
    {
        int end = text.LastIndexOf('=');
        return end <= 0 ? null : new StrategyRequest(text.Substring(0, end), text.Substring(end + 1));
    }
}
