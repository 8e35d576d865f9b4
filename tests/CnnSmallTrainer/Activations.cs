namespace QMacVerify.CnnSmallTrainer;

/// <summary>One value per activation element of the network: the outputs of a forward pass, or their gradients.</summary>
internal sealed class Activations
{
    public float[] Image { get; } = new float[Architecture.ImageLength];

    public float[] Conv1 { get; } = new float[Architecture.StemLength];

    public float[] Conv2 { get; } = new float[Architecture.FeatureLength];

    public float[] Depthwise { get; } = new float[Architecture.FeatureLength];

    public float[] Pointwise { get; } = new float[Architecture.FeatureLength];

    public float[] Add { get; } = new float[Architecture.FeatureLength];

    public float[] Pool { get; } = new float[Architecture.Channels];

    public float[] Logits { get; } = new float[Architecture.Classes];

    /// <summary>The class of the largest logit, the first one of equals.</summary>
    public int PredictedClass => Array.IndexOf(Logits, Logits.Max());
}
