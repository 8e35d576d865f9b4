using System.Runtime.Intrinsics;
using System.Text.Json;

namespace QMacVerify.Runtime;

/// <summary>Checks final accumulators against the sound bounds of a <c>D_sound.json</c>.</summary>
/// <remarks>
/// Generated code calls <see cref="Verify(int, int, int)"/> where it is compiled with <c>QMAC_CHECKED</c>. A failure means that the
/// bounds, the kernel or the input region is wrong; it is never a property of the data to be ignored.
/// </remarks>
public sealed class AccumulatorCheck
{
    /// <summary>What such a file says first.</summary>
    public const string Schema = "qmac.constraints/1";

    private readonly Dictionary<int, LayerBounds> layers = [];

    private AccumulatorCheck()
    {
    }

    /// <summary>Reads the bounds <c>layers[].channels[].acc</c> of a constraints file.</summary>
    /// <exception cref="InvalidDataException">The file is not a sound constraints file.</exception>
    public static AccumulatorCheck ReadFile(string path) => Read(File.ReadAllBytes(path), Path.GetFileName(path));

    /// <summary>Reads the bounds from the UTF-8 text of a constraints file.</summary>
    /// <param name="json">The whole file.</param>
    /// <param name="source">Names the file in messages.</param>
    /// <exception cref="InvalidDataException">The text is not a sound constraints file.</exception>
    public static AccumulatorCheck Read(ReadOnlyMemory<byte> json, string source)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return Read(document.RootElement, source);
        }
        catch (JsonException e)
        {
            // Its message may hold all the rest of the file.
            throw new InvalidDataException($"{source} is not a constraints file of schema {Schema}: it is no JSON at line {e.LineNumber + 1}", e);
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{source} is not a constraints file of schema {Schema}: {e.Message}", e);
        }
    }

    /// <summary>Throws unless the accumulator lies within the bounds of its channel.</summary>
    /// <param name="layer">The <c>index</c> of the layer in the constraints file.</param>
    /// <param name="channel">Output channel.</param>
    /// <param name="acc">The final accumulator, before requantization.</param>
    /// <exception cref="AccumulatorBoundException">It does not, or the file has no such layer or channel.</exception>
    public void Verify(int layer, int channel, int acc)
    {
        if (!layers.TryGetValue(layer, out LayerBounds? bounds))
        {
            throw new AccumulatorBoundException($"Layer {layer} has no accumulator bounds.");
        }

        if ((uint)channel >= (uint)bounds.Channels.Length)
        {
            throw new AccumulatorBoundException(
                $"Channel {channel} of layer {layer} \"{bounds.Name}\" has no accumulator bounds, only {bounds.Channels.Length} channels have.");
        }

        (long lower, long upper) = bounds.Channels[channel];
        if (acc < lower || acc > upper)
        {
            throw new AccumulatorBoundException(
                $"The accumulator of layer {layer} \"{bounds.Name}\", channel {channel}, is {acc}, outside its sound bounds [{lower}, {upper}].");
        }
    }

    /// <summary>The same for accumulators of neighbouring channels.</summary>
    /// <param name="layer">The <c>index</c> of the layer in the constraints file.</param>
    /// <param name="firstChannel">Output channel of the first lane.</param>
    /// <param name="acc">The accumulators.</param>
    /// <param name="count">Lanes that are channels.</param>
    /// <exception cref="AccumulatorBoundException">As above.</exception>
    public void Verify(int layer, int firstChannel, Vector256<int> acc, int count = 8)
    {
        for (int lane = 0; lane < count; lane++)
        {
            Verify(layer, firstChannel + lane, acc[lane]);
        }
    }

    private static AccumulatorCheck Read(JsonElement root, string source)
    {
        if (root.GetProperty("schema").GetString() is var schema && schema != Schema)
        {
            throw new InvalidDataException($"{source} has schema \"{schema}\", expected \"{Schema}\": make it with qmac constraints of the version that this code is of.");
        }

        // Empirical bounds are what was seen, not what must be: leaving them proves nothing.
        if (root.GetProperty("kind").GetString() is var kind && kind != "sound")
        {
            throw new InvalidDataException($"{source} has kind \"{kind}\", expected \"sound\".");
        }

        AccumulatorCheck check = new();
        foreach (JsonElement layer in root.GetProperty("layers").EnumerateArray())
        {
            int index = layer.GetProperty("index").GetInt32();
            LayerBounds bounds = new(layer.GetProperty("name").GetString() ?? "", ReadChannels(layer, index, source));
            if (!check.layers.TryAdd(index, bounds))
            {
                throw new InvalidDataException($"{source} has two layers of index {index}, expected one.");
            }
        }

        return check;
    }

    private static (long Lower, long Upper)[] ReadChannels(JsonElement layer, int index, string source)
    {
        List<(long Lower, long Upper)> channels = [];
        foreach (JsonElement channel in layer.GetProperty("channels").EnumerateArray())
        {
            int number = channel.GetProperty("c").GetInt32();
            JsonElement acc = channel.GetProperty("acc");
            if (number != channels.Count)
            {
                throw new InvalidDataException(
                    $"{source} has channel {number} of layer {index} in place {channels.Count}, expected all channels in order.");
            }

            if (acc.GetArrayLength() != 2 || acc[0].GetInt64() > acc[1].GetInt64())
            {
                string found = acc.GetRawText() is { Length: <= 80 } text ? text : $"{acc.GetArrayLength()} values";
                throw new InvalidDataException(
                    $"{source} bounds channel {number} of layer {index} by {found}, expected [lower, upper].");
            }

            channels.Add((acc[0].GetInt64(), acc[1].GetInt64()));
        }

        return [.. channels];
    }

    private sealed record LayerBounds(string Name, (long Lower, long Upper)[] Channels);
}
