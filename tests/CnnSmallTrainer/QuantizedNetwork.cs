namespace QMacVerify.CnnSmallTrainer;

/// <summary>cnn_small in int8.</summary>
/// <param name="Conv1">3x3, ReLU.</param>
/// <param name="Conv2">3x3, stride 2, ReLU.</param>
/// <param name="Depthwise">3x3, ReLU.</param>
/// <param name="Pointwise">1x1, linear.</param>
/// <param name="Add">Grid of Conv2 + Pointwise, ReLU, and of the pool.</param>
/// <param name="Logits">Fully connected, linear.</param>
internal sealed record QuantizedNetwork(
    QuantizedLayer Conv1,
    QuantizedLayer Conv2,
    QuantizedLayer Depthwise,
    QuantizedLayer Pointwise,
    QuantizationGrid Add,
    QuantizedLayer Logits)
{
    /// <summary>Quantizes float parameters to calibrated grids.</summary>
    public static QuantizedNetwork Of(float[] parameters, Calibration grids) => new(
        QuantizedLayer.Of(Layer.Conv1, parameters, QuantizationGrid.Image, grids.Conv1),
        QuantizedLayer.Of(Layer.Conv2, parameters, grids.Conv1, grids.Conv2),
        QuantizedLayer.Of(Layer.Depthwise, parameters, grids.Conv2, grids.Depthwise),
        QuantizedLayer.Of(Layer.Pointwise, parameters, grids.Depthwise, grids.Pointwise),
        grids.Add,
        QuantizedLayer.Of(Layer.Logits, parameters, grids.Add, grids.Logits));
}
