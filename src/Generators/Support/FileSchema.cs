using System.Globalization;

namespace QMacVerify.Generators.Support;

/// <summary>The member <c>schema</c> that our files begin with: name and version of their format, such as <c>qmac.graph/1</c>.</summary>
/// <remarks>A reader takes one version. There is nothing to migrate as long as no format has had a second one.</remarks>
public static class FileSchema
{
    public const string Member = "schema";

    /// <summary>Why a file cannot be read, as a clause; null for one that can.</summary>
    /// <param name="found">What it says it is.</param>
    /// <param name="remedy">How to get a file that can.</param>
    /// <param name="schemas">What is read.</param>
    public static string? Refusal(string found, string remedy, params string[] schemas)
    {
        if (schemas.Contains(found))
        {
            return null;
        }

        (string name, int? version) = Parse(found);
        foreach (string schema in schemas)
        {
            if (version is not null && Parse(schema) is (string known, int read) && known == name)
            {
                return version > read
                    ? Invariant($"found {Quote(found)}, written by a newer qmac: this one reads up to /{read}; update qmac")
                    : Invariant($"found {Quote(found)}, written by an older qmac: this one reads /{read}; {remedy}");
            }
        }

        return $"found {Quote(found)}, expected {string.Join(" or ", schemas)}; {remedy}";
    }

    private static (string Name, int? Version) Parse(string schema)
    {
        int slash = schema.LastIndexOf('/');
        return slash >= 0 && int.TryParse(schema.Substring(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int version)
            ? (schema.Substring(0, slash), version)
            : (schema, null);
    }
}
