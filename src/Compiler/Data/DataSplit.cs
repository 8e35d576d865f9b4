using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Data;

/// <summary>Named parts of a data set: which one a sample is in depends on the seed and its name alone, not on the other samples.</summary>
/// <param name="Seed">Of the hash.</param>
/// <param name="Parts">Names and fractions, in order; together at most 1. Samples beyond are in no part.</param>
internal sealed record DataSplit(long Seed, EquatableArray<DataPart> Parts)
{
    /// <summary>How far above 1 the sum of fractions may be that were rounded when they were written.</summary>
    public const double Tolerance = 1e-9;

    /// <summary>Refuses a part that is not declared.</summary>
    /// <exception cref="InputException">It is not.</exception>
    public void Require(string part)
    {
        if (!Parts.Any(each => each.Name == part))
        {
            throw new InputException($"--split {Quote(part)} is no part of the data set; {NearName.Hint(part, [.. Parts.Select(each => each.Name)])}");
        }
    }

    /// <summary>The part that a sample is in; null for none.</summary>
    /// <remarks>The first 8 bytes of SHA-256 over seed, line feed and name, as a big-endian fraction of 2^64, fall into the parts' shares of 0..1.</remarks>
    public string? PartOf(string id)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(Invariant($"{Seed}\n{id}")));
        double place = BinaryPrimitives.ReadUInt64BigEndian(hash) / Math.Pow(2, 64);
        double end = 0;
        foreach (DataPart part in Parts)
        {
            end += part.Fraction;
            if (place < end)
            {
                return part.Name;
            }
        }

        // The fractions of thirds add up to a little less than 1.
        return end > 1 - Tolerance ? Parts[^1].Name : null;
    }

    /// <summary>Writes the member <c>split</c>.</summary>
    public void Write(JsonWriter json)
    {
        using (json.Object("split"))
        {
            json.Member("seed", Seed);
            using (json.Object("parts"))
            {
                foreach (DataPart part in Parts)
                {
                    json.Member(part.Name, part.Fraction);
                }
            }
        }
    }
}

/// <summary>A part of a split.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Fraction">Its share, more than 0 and at most 1.</param>
internal sealed record DataPart(string Name, double Fraction);
