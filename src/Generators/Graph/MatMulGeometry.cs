using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Graph;

/// <summary>The loops over stacks of matrices: <c>[…, rows, taps]</c> times <c>[…, channels, taps]</c> transposed gives <c>[…, rows, channels]</c>.</summary>
/// <remarks>Axes before the last two broadcast as numpy's do, so that several matrices of the output may read one of an operand.</remarks>
/// <param name="InputMatrices">For each matrix of the output, which of the input it is made of.</param>
/// <param name="WeightMatrices">Likewise, which of the weights.</param>
/// <param name="Rows">Rows of a matrix of the input.</param>
/// <param name="OutChannels">Rows of a matrix of the weights.</param>
/// <param name="Taps">Elements of a row of either.</param>
public sealed record MatMulGeometry(EquatableArray<int> InputMatrices, EquatableArray<int> WeightMatrices, int Rows, int OutChannels, int Taps)
{
    /// <summary>Axes that a shape may have.</summary>
    private const int MaxRank = 6;

    /// <summary>Matrices that an output may have: there is a list of them.</summary>
    public const int MaxBatches = 1 << 20;

    /// <summary>Matrices of the output.</summary>
    public int Batches => InputMatrices.Count;

    /// <summary>Elements of the output.</summary>
    public int Outputs => Batches * Rows * OutChannels;

    /// <summary>Multiply-accumulate operations.</summary>
    public long Macs => (long)Batches * Rows * OutChannels * Taps;

    /// <summary>The loops of two shapes and the shape that they give; null where they do not go together.</summary>
    public static (MatMulGeometry Geometry, EquatableArray<int> Output)? Of(EquatableArray<int> input, EquatableArray<int> weights)
    {
        int rank = Math.Max(input.Count, weights.Count);
        if (Math.Min(input.Count, weights.Count) < 2 || rank > MaxRank || input[input.Count - 1] != weights[weights.Count - 1])
        {
            return null;
        }

        int[] output = new int[rank];
        long batches = 1;
        for (int axis = 0; axis < rank - 2; axis++)
        {
            (int a, int b) = (Extent(input, axis, rank), Extent(weights, axis, rank));
            if (a != b && a != 1 && b != 1)
            {
                return null;
            }

            output[axis] = Math.Max(a, b);
            batches *= output[axis];
        }

        output[rank - 2] = input[input.Count - 2];
        output[rank - 1] = weights[weights.Count - 2];
        if (batches > MaxBatches || batches * output[rank - 2] > TensorInfo.MaxElements || batches * output[rank - 2] * output[rank - 1] > TensorInfo.MaxElements)
        {
            return null;
        }

        return (
            new MatMulGeometry(
                Matrices(input, output, (int)batches), Matrices(weights, output, (int)batches), output[rank - 2], output[rank - 1], input[input.Count - 1]),
            new EquatableArray<int>(output));
    }

    /// <summary>The rows that an element of the output is the product of, each counted through all matrices of its operand.</summary>
    public (int Input, int Weights) RowsOf(int output)
    {
        int batch = output / OutChannels / Rows;
        return ((InputMatrices[batch] * Rows) + (output / OutChannels % Rows), (WeightMatrices[batch] * OutChannels) + (output % OutChannels));
    }

    /// <summary>An extent of a shape that is aligned at its end with one of more axes.</summary>
    private static int Extent(EquatableArray<int> shape, int axis, int rank) => axis < rank - shape.Count ? 1 : shape[axis - rank + shape.Count];

    /// <summary>The matrix of an operand for each one of the output.</summary>
    private static EquatableArray<int> Matrices(EquatableArray<int> shape, int[] output, int batches)
    {
        int[] matrices = new int[batches];
        for (int batch = 0; batch < batches; batch++)
        {
            int rest = batch;
            int stride = 1;
            for (int axis = output.Length - 3; axis >= 0; axis--)
            {
                int extent = Extent(shape, axis, output.Length);
                matrices[batch] += extent == 1 ? 0 : rest % output[axis] * stride;
                rest /= output[axis];
                stride *= extent;
            }
        }

        return new EquatableArray<int>(matrices);
    }
}
