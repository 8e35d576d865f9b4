using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Planning;

/// <summary>A copy in which codes that lie side by side in the source lie apart in the target, and the other way round.</summary>
/// <param name="Along">The axis whose codes lie side by side in the source. Those of the last axis do in the target.</param>
public sealed record TransposeForm(int Along) : VectorForm
{
    /// <summary>Codes of the last axis in a block.</summary>
    public const int Rows = 8;

    /// <summary>Codes of the last axis where that is the channels of an image: pixels are put together from planes.</summary>
    public const int ImageChannels = 3;

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
        return along < 0 || axes[along].Extent < Codes || (last.Extent < Rows && !IsImage(axes[along], last))
            ? (null, "too few codes lie side by side")
            : (new TransposeForm(along), last.Extent < Rows ? Invariant($"{Codes} pixels at once") : Invariant($"blocks of {Rows} x {Codes} codes"));
    }

    /// <summary>Whether pixels of three channels follow each other.</summary>
    public static bool IsImage(CopyAxis along, CopyAxis last) => last.Extent == ImageChannels && along.TargetStride == ImageChannels;
}
