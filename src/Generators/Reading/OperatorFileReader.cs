using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Reading;

/// <summary>Reads an <see cref="OperatorFile"/>, and checks its hash and its factors on all 65,536 pairs.</summary>
public static class OperatorFileReader
{
    private const int Codes = 256;

    /// <summary>Reads a whole file.</summary>
    /// <param name="path">Named in messages.</param>
    /// <param name="text">Its content.</param>
    /// <exception cref="DiagnosticException">It is not such a file, or does not hold what it says.</exception>
    public static OperatorFile Read(string path, string text)
    {
        JsonValue root = JsonReader.Read(path, text);
        root.RequireSchema(OperatorFile.Schema, "make it with qmac op export");
        Expect(root, "kind", "multiplier");
        Expect(root, "encoding", "int8");
        if (!root.List("operands").Select(item => item.AsText()).SequenceEqual(["activation", "weight"]))
        {
            throw root.Get("operands").Error("expected the operands activation, weight in this order");
        }

        string spec = root.Text("spec");
        if (!TableMultiplier.IsSpec(spec))
        {
            throw root.Get("spec").Error($"{Quote(spec)} is no spec: letters, digits and _ . : , = - are allowed");
        }

        TableMultiplier multiplier = new(spec, ReadTable(root));
        string expected = root.Text("sha256");
        if (multiplier.Sha256 != expected)
        {
            throw root.Get("sha256").Error($"the table has the hash {multiplier.Sha256}, expected {Quote(expected)}: the file was changed after qmac op export wrote it");
        }

        return new OperatorFile(multiplier with { Factors = ReadFactors(root, multiplier) }, root.Integer("rank", 0, Codes));
    }

    private static void Expect(JsonValue root, string name, string expected)
    {
        if (root.Text(name) != expected)
        {
            throw root.Get(name).Error($"found {Quote(root.Text(name))}, expected {Quote(expected)}");
        }
    }

    private static int[] ReadTable(JsonValue root)
    {
        string type = root.Text("element_type");
        int size = type switch
        {
            "int16" => sizeof(short),
            "int32" => sizeof(int),
            _ => throw root.Get("element_type").Error($"found {Quote(type)}, expected \"int16\" or \"int32\""),
        };
        IReadOnlyList<JsonValue> rows = root.List("table");
        if (rows.Count != Codes)
        {
            throw root.Get("table").Error(Invariant($"found {rows.Count} rows, expected one for each of {Codes} activations"));
        }

        int[] products = new int[MultiplierTable.Count];
        for (int row = 0; row < Codes; row++)
        {
            int[] values = ReadNumbers(rows[row], size);
            if (values.Any(value => value is < -TableMultiplier.MaxMagnitude or > TableMultiplier.MaxMagnitude))
            {
                throw rows[row].Error(Invariant($"a product exceeds {TableMultiplier.MaxMagnitude}"));
            }

            values.CopyTo(products, row * Codes);
        }

        return products;
    }

    private static ProductFactors? ReadFactors(JsonValue root, TableMultiplier multiplier)
    {
        JsonValue factors = root.Get("factors");
        if (factors.Kind == JsonKind.Null)
        {
            return null;
        }

        ProductFactors result = new(factors.AsList().Select(term => new ProductTerm(
            ReadNumbers(term.Get("activation"), sizeof(short)).Select(value => (short)value).ToEquatableArray(),
            ReadNumbers(term.Get("weight"), sizeof(short)).Select(value => (short)value).ToEquatableArray())).ToEquatableArray());
        return result.Terms.Count <= Codes && result.Give(multiplier.Products)
            ? result
            : throw factors.Error("the factors do not give the products of the table");
    }

    /// <summary>256 integers, little-endian, two's complement, in base64.</summary>
    private static int[] ReadNumbers(JsonValue value, int size)
    {
        byte[] bytes;
        try
        {
            bytes = Convert.FromBase64String(value.AsText());
        }
        catch (FormatException)
        {
            throw value.Error("found text that is not base64");
        }

        if (bytes.Length != Codes * size)
        {
            throw value.Error(Invariant($"found {bytes.Length} bytes, expected {Codes * size}"));
        }

        int[] numbers = new int[Codes];
        for (int i = 0; i < Codes; i++)
        {
            int low = bytes[i * size] | (bytes[(i * size) + 1] << 8);
            numbers[i] = size == sizeof(short) ? (short)low : low | (bytes[(i * size) + 2] << 16) | (bytes[(i * size) + 3] << 24);
        }

        return numbers;
    }
}
