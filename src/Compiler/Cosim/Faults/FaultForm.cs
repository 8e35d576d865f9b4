using System.Text;
using QMacVerify.Compiler.Circuits.Verilog;

namespace QMacVerify.Compiler.Cosim.Faults;

/// <summary>One way to plant a fault: a file that becomes another one, and what this changes by the C# model.</summary>
/// <param name="What">Where exactly, as a clause; empty where its name says all.</param>
/// <param name="File">A memory of the layer, the table of products, or a source.</param>
internal sealed record FaultForm(string What, string File)
{
    /// <summary>What becomes of the words of a memory or table, each the lowest byte first.</summary>
    public Action<byte[][]>? Words { get; init; }

    /// <summary>A text of the source, and what stands in its place.</summary>
    public (string From, string To)? Text { get; init; }

    /// <summary>What the source takes the memories for, by the names of their files: other entries in place of what is there, which stays as it is.</summary>
    public Action<Dictionary<string, byte[][]>>? Misread { get; init; }

    /// <summary>What becomes of lanes, requantization and pools.</summary>
    public Func<EngineBehaviour, EngineBehaviour> Behaviour { get; init; } = behaviour => behaviour;

    /// <summary>Comparisons that are not made.</summary>
    public int Uncompared { get; init; }

    /// <summary>Whether a memory of the layer is changed, and no source.</summary>
    public bool IsInMemory => Words is not null && File != OperatorSources.ProductsFile;

    /// <summary>The words of memories as the engine with the fault computes with them.</summary>
    public IReadOnlyDictionary<string, byte[][]> Seen(IReadOnlyDictionary<string, byte[][]> files)
    {
        Dictionary<string, byte[][]> seen = files.ToDictionary(file => file.Key, file => Changed(file.Key, file.Value));
        Misread?.Invoke(seen);
        return seen;
    }

    /// <summary>The words of a file with the fault.</summary>
    public byte[][] Changed(string file, byte[][] words)
    {
        if (Words is null || file != File)
        {
            return words;
        }

        byte[][] changed = [.. words.Select(word => word.ToArray())];
        Words(changed);
        return changed;
    }

    /// <summary>The text of a file with the fault.</summary>
    /// <exception cref="InvalidOperationException">The text to be changed does not stand there once: the fault would be none.</exception>
    public string Changed(string file, string text)
    {
        if (file != File)
        {
            return text;
        }

        if (Text is not (string from, string to))
        {
            return Encoding.ASCII.GetString(HexLines.OfWords(Changed(file, HexLines.Words(Encoding.ASCII.GetBytes(text)))));
        }

        string[] parts = text.Split(from);
        return parts.Length == 2
            ? string.Concat(parts[0], to, parts[1])
            : throw new InvalidOperationException($"{file} does not have \"{from}\" once");
    }

    /// <summary>The fault for a run.</summary>
    /// <param name="layer">Where.</param>
    /// <param name="source">What has become of sources before.</param>
    public PlantedFault In(string layer, Func<string, string, string> source) => new(
        layer,
        (file, content) => IsInMemory && file == File ? HexLines.OfWords(Changed(file, HexLines.Words(content))) : content,
        (file, text) => IsInMemory ? source(file, text) : Changed(file, source(file, text)));
}
