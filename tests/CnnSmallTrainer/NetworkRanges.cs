namespace QMacVerify.CnnSmallTrainer;

/// <summary>The range of every activation that is requantized. The pool keeps the range of the add.</summary>
internal sealed record NetworkRanges(
    ActivationRange Conv1, ActivationRange Conv2, ActivationRange Depthwise, ActivationRange Pointwise, ActivationRange Add)
{
    /// <summary>Before quantization: ReLU everywhere but after the pointwise layer.</summary>
    public static readonly NetworkRanges Float = new(
        ActivationRange.Relu, ActivationRange.Relu, ActivationRange.Relu, ActivationRange.Linear, ActivationRange.Relu);
}
