using System.Security.Cryptography;
using QMacVerify.Generators.Support.Json;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.Bounds.Search;

/// <summary>The inputs of a search as a file that <c>--input</c> takes.</summary>
/// <param name="Name">Of the file, without its folder.</param>
/// <param name="Content">An archive with <c>input_0</c>, …, samples along their first axis.</param>
/// <param name="Layers">Which samples are whose, in execution order.</param>
internal sealed record SearchInputsFile(string Name, byte[] Content, IReadOnlyList<SearchEnds> Layers)
{
    public const string Extension = ".npz";

    public static SearchInputsFile Of(string name, SearchInputs inputs)
    {
        using MemoryStream stream = new();
        OutputArchive.Of(inputs.Samples, []).Write(stream);
        return new SearchInputsFile(name, stream.ToArray(), inputs.Layers);
    }

    /// <summary>Writes the member <c>search_inputs</c>: the file, and which samples reached the ends of which layer.</summary>
    /// <param name="json">Inside an object.</param>
    /// <param name="layers">All layers, in execution order.</param>
    public void Write(JsonWriter json, IReadOnlyList<LayerBounds> layers)
    {
        using (json.Object("search_inputs"))
        {
            json.Member("file", Name);
            json.Member("sha256", Convert.ToHexStringLower(SHA256.HashData(Content)));
            using (json.Array("layers"))
            {
                foreach ((LayerBounds layer, SearchEnds ends) in layers.Zip(Layers))
                {
                    using (json.Object(inline: true))
                    {
                        json.Member("index", layer.Index);
                        json.Member("name", layer.Node.Name);
                        json.Member("acc", [ends.Acc.Lower, ends.Acc.Upper]);
                        json.Member("prefix", [ends.Prefix.Lower, ends.Prefix.Upper]);
                    }
                }
            }
        }
    }
}
