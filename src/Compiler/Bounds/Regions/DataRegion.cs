using QMacVerify.Compiler.Data;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support.Json;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.Bounds.Regions;

/// <summary>For each channel of an input all codes from the least to the greatest that a data set has there.</summary>
/// <param name="Boxes">The same interval for all elements of a channel.</param>
/// <param name="Samples">Of the data set.</param>
/// <param name="DataSha256">See <see cref="DataSet.Sha256"/>.</param>
internal sealed record DataRegion(IReadOnlyList<Box> Boxes, int Samples, string DataSha256) : BoxRegion(Boxes)
{
    public override string Kind => "data";

    /// <summary>The region of a data set.</summary>
    public static DataRegion Of(QuantizedGraph graph, DataSet data)
    {
        SampleBatch samples = data.Samples;
        sbyte[][][] codes = [.. Enumerable.Range(0, samples.Count).Select(sample => InputCodes.Centres(graph, samples, sample))];
        return new DataRegion([.. graph.Inputs.Select((input, position) => BoxOf(graph.Tensor(input), [.. codes.Select(sample => sample[position])]))], samples.Count, data.Sha256);
    }

    public override void WriteMembers(JsonWriter json)
    {
        json.Member("samples", Samples);
        json.Member("data_sha256", DataSha256);
        base.WriteMembers(json);
    }

    private static Box BoxOf(TensorInfo input, sbyte[][] samples)
    {
        // Elements that follow each other in one channel: those of a plane where channels come first, else one.
        int run = input.Layout == TensorLayout.Nchw ? input.Shape[2] * input.Shape[3] : 1;
        int channels = input.Shape.Count == 0 ? 1 : input.Shape[input.Layout == TensorLayout.Nchw ? 1 : ^1];
        sbyte[] least = new sbyte[channels];
        sbyte[] greatest = new sbyte[channels];
        Array.Fill(least, sbyte.MaxValue);
        Array.Fill(greatest, sbyte.MinValue);
        foreach (sbyte[] codes in samples)
        {
            for (int i = 0; i < codes.Length; i++)
            {
                int channel = i / run % channels;
                least[channel] = Math.Min(least[channel], codes[i]);
                greatest[channel] = Math.Max(greatest[channel], codes[i]);
            }
        }

        int[] channelOf = [.. Enumerable.Range(0, samples[0].Length).Select(i => i / run % channels)];
        return new Box(Array.ConvertAll(channelOf, channel => least[channel]), Array.ConvertAll(channelOf, channel => greatest[channel]));
    }
}
