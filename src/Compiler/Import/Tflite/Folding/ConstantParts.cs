using QMacVerify.Compiler.Import.Tflite.Operations;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Tflite.Folding;

/// <summary>SPLIT, SPLIT_V and UNPACK of constants: several constants.</summary>
internal static class ConstantParts
{
    /// <summary>The constants that an operator makes, one for each output; null where its input varies, or where it is no such operator.</summary>
    public static TfliteTensor[]? Fold(TfliteNode node)
    {
        if (node.Operator is not ("SPLIT" or "SPLIT_V" or "UNPACK"))
        {
            return null;
        }

        int source = node.Operator == "SPLIT" ? 1 : 0;
        if (node.InputCount <= source || !(node.IsConstantNumbers(source) || node.IsConstantCodesAsIn(source)))
        {
            return null;
        }

        TfliteTensor whole = node.FileInput(source);
        (int axis, int[] sizes) = node.Operator switch
        {
            "SPLIT" => CopyImporter.SplitSizes(node, whole.Shape),
            "SPLIT_V" => CopyImporter.SplitVSizes(node, whole.Shape),
            _ => (CopyImporter.UnpackAxis(node, whole.Shape), [.. Enumerable.Repeat(1, node.OutputCount)]),
        };
        if (sizes.Any(size => size < 1) || sizes.Sum(size => (long)size) != whole.Shape[axis])
        {
            throw node.ShapeError(Invariant($"makes parts of [{string.Join(", ", sizes)}] along axis {axis} of [{string.Join(", ", whole.Shape)}]"));
        }

        int[] strides = StridedView.StridesOf(whole.Shape);
        int first = 0;
        List<TfliteTensor> parts = [];
        foreach (int size in sizes)
        {
            int[] shape = [.. whole.Shape[..axis], size, .. whole.Shape[(axis + 1)..]];
            TfliteTensor part = Numbers.Pick(node, whole, new StridedMove(new StridedView(shape, first * strides[axis], strides)));
            parts.Add(node.Operator == "UNPACK" ? part with { Shape = [.. shape[..axis], .. shape[(axis + 1)..]] } : part);
            first += size;
        }

        return [.. parts];
    }
}
