using System.Security.Cryptography;
using System.Text;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Reading;

/// <summary>Which package something was made from: generated code, runs, bounds and reports carry it.</summary>
/// <param name="GraphSha256">Hash of graph.json.</param>
/// <param name="QuantSpecSha256">Hash of quant_spec.json, which holds that hash and those of the parameters.</param>
public sealed record PackageIdentity(string GraphSha256, string QuantSpecSha256)
{
    /// <summary>Hash of the whole package: of the two hashes, each on a line.</summary>
    public string Sha256 => HashOf($"{GraphSha256}\n{QuantSpecSha256}\n");

    /// <summary>The identity of a package with these texts.</summary>
    public static PackageIdentity Of(PackageTexts texts) => new(HashOf(texts.Graph.Text!), HashOf(texts.QuantSpec.Text!));

    /// <summary>Writes the member <c>model</c> of a report on the package.</summary>
    /// <param name="json">The report.</param>
    /// <param name="name">Of the network.</param>
    public void WriteModel(JsonWriter json, string name) => WriteModel(json, name, Sha256, GraphSha256);

    /// <summary>The same of a package of which its name and hashes alone are known.</summary>
    public static void WriteModel(JsonWriter json, string name, string sha256, string graphSha256)
    {
        using (json.Object("model"))
        {
            json.Member("name", name);
            json.Member("sha256", sha256);
            json.Member("graph_sha256", graphSha256);
        }
    }

    /// <summary>Why a file is not about this package, as a clause; null for one that is.</summary>
    /// <param name="name">Of the network that the file names.</param>
    /// <param name="sha256">Of the package that the file names.</param>
    public string? Refusal(string name, string sha256) => sha256 == Sha256 ? null
        : $"was made for another package: that of {Text.Quote(name)} with SHA-256 {Text.Quote(sha256)}, not \"{Sha256}\"";

    /// <summary>Lower-case hex SHA-256 of a text in UTF-8, lines ended by LF: a checkout that turned them into CRLF is the same package.</summary>
    internal static string HashOf(string text)
    {
        using SHA256 sha = SHA256.Create();
        return Hex(sha.ComputeHash(Encoding.UTF8.GetBytes(text.Replace("\r\n", "\n"))));
    }
}
