namespace QMacVerify.Compiler.Import.Onnx;

/// <summary>Real constants beside a varying tensor: one, or one for each element of an axis.</summary>
/// <param name="Values">One, or as many as the axis has elements.</param>
/// <param name="Axis">Of the varying tensor; -1 for one constant.</param>
internal sealed record OnnxChannelConstant(float[] Values, int Axis)
{
    public float At(int channel) => Values[Axis < 0 ? 0 : channel];

    /// <summary>Constants that broadcast to a shape without changing it; null for what is none, or differs along several axes.</summary>
    public static OnnxChannelConstant? Of(OnnxValue value, int[] beside)
    {
        if (value is not OnnxConstant { Tensor: { Type: OnnxType.Float32 } tensor } || tensor.Shape.Length > beside.Length)
        {
            return null;
        }

        int missing = beside.Length - tensor.Shape.Length;
        int[] axes = [.. Enumerable.Range(0, tensor.Shape.Length).Where(axis => tensor.Shape[axis] != 1)];
        return axes switch
        {
            [] => new(tensor.Singles.ToArray(), -1),
            [int axis] when tensor.Shape[axis] == beside[axis + missing] => new(tensor.Singles.ToArray(), axis + missing),
            _ => null,
        };
    }
}
