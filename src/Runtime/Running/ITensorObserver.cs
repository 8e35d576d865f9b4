namespace QMacVerify.Runtime.Running;

/// <summary>Sees the tensors of a run as they are computed.</summary>
public interface ITensorObserver
{
    /// <summary>Called after each step.</summary>
    /// <param name="tensorIndex">Index of the step's output tensor in the model file.</param>
    /// <param name="values">All its codes, NHWC; valid during the call only, as buffers are used again.</param>
    void Observe(int tensorIndex, ReadOnlySpan<sbyte> values);

    /// <summary>Called for a float32 tensor of the model's boundary; most observers are about codes.</summary>
    void Observe(int tensorIndex, ReadOnlySpan<float> values)
    {
    }

    /// <summary>Called for an int32 tensor of the model's boundary, that is for accumulators.</summary>
    void Observe(int tensorIndex, ReadOnlySpan<int> values)
    {
    }
}
