using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Planning;

/// <summary>A copy in which codes that lie side by side in the source lie apart in the target, and the other way round.</summary>
/// <param name="Along">The axis whose codes lie side by side in the source. Those of the last axis do in the target.</param>
/// <param name="Rows">Codes of the last axis in a block; 3 where those are the channels of an image: pixels are put together from planes.</param>
/// <param name="Columns">Codes of the other axis in a block.</param>
public sealed record TransposeForm(int Along, int Rows, int Columns) : VectorForm
{
    /// <summary>Codes of the last axis where that is the channels of an image.</summary>
    private const int ImageChannels = 3;

    /// <summary>Blocks that <c>CodeBlock</c> has a transposition for, the best first: rows and columns.</summary>
    private static readonly (int Rows, int Columns)[] Blocks = [(16, 32), (32, 16), (8, 16)];

    /// <summary>Whether a block is pixels of three channels that follow each other.</summary>
    public bool IsImage => Rows == ImageChannels;

    internal static (VectorForm? Form, string Reason) Of(EquatableArray<StridedCopy> copies)
    {
        if (copies.All(copy => copy.Axes.Count == 0 || copy.EndsInRow))
        {
            return (null, "stretches of memory are copied whole");
        }

        if (copies.Count != 1 || copies[0].Axes is not { Count: >= 2 } axes || axes[axes.Count - 1] is not { TargetStride: 1, SourceStride: > 0 } last)
        {
            return (null, "codes lie side by side on one side only");
        }

        int along = axes.ToList().FindIndex(axis => axis is { SourceStride: 1, TargetStride: > 0 });
        if (along >= 0 && axes[along] is { Extent: >= Codes, TargetStride: ImageChannels } && last.Extent == ImageChannels)
        {
            return (new TransposeForm(along, ImageChannels, Codes), Invariant($"{Codes} pixels at once"));
        }

        foreach ((int rows, int columns) in Blocks)
        {
            if (along >= 0 && last.Extent >= rows && axes[along].Extent >= columns)
            {
                return (new TransposeForm(along, rows, columns), Invariant($"blocks of {rows} x {columns} codes"));
            }
        }

        return (null, "too few codes lie side by side");
    }
}
