using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Reading;

/// <summary>Writes an <see cref="OperatorFile"/>: the same bytes for the same operator.</summary>
public static class OperatorFileWriter
{
    private const int Codes = 256;

    public static string Write(OperatorFile file)
    {
        TableMultiplier multiplier = file.Multiplier;
        int size = multiplier.FitsInt16 ? sizeof(short) : sizeof(int);
        JsonWriter json = new();
        using (json.Object())
        {
            json.Member("schema", OperatorFile.Schema);
            json.Member("kind", "multiplier");
            json.Member("spec", multiplier.Spec);
            json.Member("operands", (string[])["activation", "weight"]);
            json.Member("encoding", "int8");
            json.Member("sha256", multiplier.Sha256);
            json.Member("rank", file.Rank);
            WriteFactors(json, multiplier.Factors);
            json.Member("element_type", multiplier.FitsInt16 ? "int16" : "int32");

            // One line for each activation from -128 to 127: 256 weights, little-endian.
            using (json.Array("table"))
            {
                for (int row = 0; row < Codes; row++)
                {
                    json.Value(Base64(multiplier.Products.Slice(row * Codes, Codes).ToArray(), size));
                }
            }
        }

        return json.ToString();
    }

    private static void WriteFactors(JsonWriter json, ProductFactors? factors)
    {
        if (factors is null)
        {
            json.Null("factors");
            return;
        }

        using (json.Array("factors"))
        {
            foreach (ProductTerm term in factors.Terms)
            {
                using (json.Object())
                {
                    json.Member("activation", Base64([.. term.OfActivation.Select(value => (int)value)], sizeof(short)));
                    json.Member("weight", Base64([.. term.OfWeight.Select(value => (int)value)], sizeof(short)));
                }
            }
        }
    }

    private static string Base64(int[] numbers, int size)
    {
        byte[] bytes = new byte[numbers.Length * size];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)(numbers[i / size] >> (8 * (i % size)));
        }

        return Convert.ToBase64String(bytes);
    }
}
