using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;

namespace QMacVerify.Compiler.Data.Sources;

/// <summary>Samples as stretches of equal length in arrays of bytes.</summary>
/// <param name="type">Of their elements.</param>
/// <param name="shape">Of a sample.</param>
/// <param name="layout">What its axes are.</param>
/// <param name="samples">The bytes of each.</param>
internal sealed class RecordSource(ElementType type, int[] shape, SampleLayout layout, IReadOnlyList<ReadOnlyMemory<byte>> samples)
    : SampleSource(Numbered(samples.Count))
{
    public override SampleLayout Layout => layout;

    public override IReadOnlyList<NpyArray> Read(int sample, Action<ReadOnlyMemory<byte>> content)
    {
        content(samples[sample]);
        return [new NpyArray(type, shape, samples[sample].ToArray())];
    }
}
