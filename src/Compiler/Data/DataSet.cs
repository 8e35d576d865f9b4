using System.Security.Cryptography;
using System.Text;
using QMacVerify.Generators.Support.Json;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.Data;

/// <summary>Samples of a user, ready for a model.</summary>
/// <param name="Name">As declared; else the name of the file or folder.</param>
/// <param name="DeclarationSha256">Of what turns files into codes: of the canonical text of the <see cref="DataDeclaration"/>, and the part of it that was taken.</param>
/// <param name="Sha256">Of that hash and of each sample's name, label and bytes as the files have them: the same for every model, another for every other choice of samples.</param>
/// <param name="Samples">The samples in the types of the model's inputs, at least one.</param>
/// <param name="Labels">The class of each sample, each a class of the model; null where there are none.</param>
/// <param name="Ids">The name of each sample: its position in the file, or the path of its image in the folder.</param>
/// <param name="Skipped">Samples that could not be read, and were to be left out.</param>
internal sealed record DataSet(
    string Name, string DeclarationSha256, string Sha256, SampleBatch Samples, int[]? Labels, IReadOnlyList<string> Ids, int Skipped)
{
    /// <summary>The part that was taken; null for all.</summary>
    public string? Split { get; init; }

    /// <summary>Names of the classes; empty where none are known.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>A part of the samples, by a split of its own.</summary>
    /// <param name="split">The split.</param>
    /// <param name="part">Name of the part.</param>
    /// <exception cref="InputException">No sample is in it.</exception>
    public DataSet Part(DataSplit split, string part)
    {
        int[] chosen = [.. Enumerable.Range(0, Samples.Count).Where(sample => split.PartOf(Ids[sample]) == part)];
        if (chosen.Length == 0)
        {
            throw new InputException($"{Generators.Support.Text.Quote(Name)} has no samples in its part {Generators.Support.Text.Quote(part)}");
        }

        string of = Generators.Support.Text.Invariant($"{Sha256}\n{split.Seed}\n{string.Join('\n', split.Parts)}\n{part}");
        return this with
        {
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(of))),
            Samples = Samples.Of(chosen),
            Labels = Labels is null ? null : Array.ConvertAll(chosen, sample => Labels[sample]),
            Ids = Array.ConvertAll(chosen, sample => Ids[sample]),
            Split = part,
        };
    }

    /// <summary>What results record of it.</summary>
    public DataIdentity Identity => new(Name, Split, DeclarationSha256, Sha256, Samples.Count, Skipped, Labels is not null);
}

/// <summary>Which data a result is of.</summary>
/// <param name="Name">Of the data set.</param>
/// <param name="Split">The part that was taken; null for all.</param>
/// <param name="DeclarationSha256">As of <see cref="DataSet"/>.</param>
/// <param name="Sha256">Likewise.</param>
/// <param name="Samples">Samples that were taken.</param>
/// <param name="Skipped">Samples that could not be read.</param>
/// <param name="HasLabels">Whether samples have labels.</param>
internal sealed record DataIdentity(string Name, string? Split, string DeclarationSha256, string Sha256, int Samples, int Skipped, bool HasLabels)
{
    /// <summary>Writes the member <c>data</c>.</summary>
    public void Write(JsonWriter json)
    {
        using (json.Object("data"))
        {
            json.Member("name", Name);
            if (Split is not null)
            {
                json.Member("split", Split);
            }

            json.Member("declaration_sha256", DeclarationSha256);
            json.Member("sha256", Sha256);
            json.Member("samples", Samples);
            json.Member("skipped", Skipped);
            json.Member("labels", HasLabels);
        }
    }
}
