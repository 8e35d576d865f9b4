namespace QMacVerify.Compiler.Bounds;

/// <summary>What sound bounds say about an approximate network beside the exact one.</summary>
/// <param name="Layers">Of each layer of products, in execution order.</param>
/// <param name="Logits">Of the first output; null where that is no codes.</param>
internal sealed record DeviationResult(IReadOnlyList<LayerDeviation> Layers, LogitDeviation? Logits)
{
    /// <summary>That of a layer.</summary>
    public LayerDeviation For(LayerBounds layer) => Layers.First(other => other.Index == layer.Index);
}

/// <summary>What holds for the logits of every input of a region.</summary>
/// <param name="Lsb">Codes that no logit moves more than.</param>
/// <param name="Class">The class that every input has on both sides; null where none is proved to.</param>
internal sealed record LogitDeviation(int Lsb, int? Class);
