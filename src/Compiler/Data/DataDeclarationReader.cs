using System.Globalization;
using QMacVerify.Compiler.Files;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Data;

/// <summary>Reads <c>data.json</c>; members that mean nothing are refused.</summary>
internal static class DataDeclarationReader
{
    private const int MaxBytes = 1 << 20;
    private const int MaxSide = 1 << 14;
    private const int MaxParts = 100;

    /// <summary>Reads a declaration.</summary>
    /// <exception cref="InputException">There is no such file, or it is too long.</exception>
    /// <exception cref="DiagnosticException">A member is missing, unknown or out of range.</exception>
    public static DataDeclaration Read(string path)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        JsonValue json = BoundedFile.ReadJson(path, MaxBytes);
        json.RequireSchema(DataDeclaration.Schema, "write it as docs/data.md says");
        DataKind kind = Choice<DataKind>(json.Get("kind"));
        DataDeclaration declaration = new(
            json.Find("name")?.AsText() ?? Path.GetFileName(folder),
            kind,
            kind == DataKind.Images && json.Find("files") is null ? ["."] : Files(json.Get("files")),
            folder)
        {
            Labels = json.Find("labels")?.AsText(),
            Values = json.Find("values") is JsonValue values ? Choice<ValueKind>(values) : null,
            Scale = json.Find("scale") is JsonValue scale ? Factor(scale) : null,
            Mean = Numbers(json.Find("mean"), double.MinValue),
            Deviation = Numbers(json.Find("std"), double.Epsilon),
            HasChannelsFirst = json.Find("layout") is JsonValue layout ? IsChannelsFirst(layout) : null,
            Channels = json.Find("channels") is JsonValue channels ? Choice<ChannelOrder>(channels) : null,
            Resize = json.Find("resize") is JsonValue resize ? Rule(resize) : null,
            Resampling = json.Find("resampling") is JsonValue filter ? Choice<Resampling>(filter) : Resampling.Bilinear,
            Crop = json.Find("crop") is JsonValue crop ? Size(crop) : null,
            Classes = Names(json.Find("classes")),
            Columns = Names(json.Find("columns")),
            Split = json.Find("split") is JsonValue split ? ReadSplit(split) : null,
        };
        json.RequireAllRead();
        if (declaration.Normalizes && declaration.Values is ValueKind.Pixels or ValueKind.Codes)
        {
            throw json.Get("values").Error("scale, mean and std are for values of the kind \"real\"");
        }

        return declaration;
    }

    private static T Choice<T>(JsonValue value)
        where T : struct, Enum
    {
        string text = value.AsText();
        string[] names = [.. Enum.GetNames<T>().Select(name => name.ToLowerInvariant())];
        int index = Array.IndexOf(names, text.ToLowerInvariant());
        return index >= 0 ? Enum.GetValues<T>()[index] : throw value.Error($"found {Quote(text)}; {NearName.Hint(text, names)}");
    }

    private static bool IsChannelsFirst(JsonValue value) => value.AsText().ToUpperInvariant() switch
    {
        "CHW" => true,
        "HWC" => false,
        _ => throw value.Unexpected("\"HWC\" or \"CHW\""),
    };

    private static string[] Files(JsonValue value)
    {
        string[] files = value.Kind == JsonKind.String ? [value.String] : [.. value.AsList().Select(item => item.AsText())];
        return files.Length == 0 ? throw value.Error("names no file")
            : Array.Find(files, file => file.Length == 0 || Path.IsPathRooted(file)) is string file ? throw value.Error($"{Quote(file)} is not relative to the declaration")
            : files;
    }

    private static string[] Names(JsonValue? value)
    {
        string[] names = [.. (value?.AsList() ?? []).Select(item => item.AsText())];
        return names.Distinct(StringComparer.Ordinal).Count() == names.Length ? names : throw value!.Error("a name occurs twice");
    }

    /// <summary>A number, or a fraction of two as text, such as <c>"1/255"</c>.</summary>
    private static double Factor(JsonValue value)
    {
        if (value.Kind != JsonKind.String)
        {
            return value.AsReal(double.Epsilon, double.MaxValue);
        }

        double[] parts = [.. value.String.Split('/').Select(part =>
            double.TryParse(part, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) && number > 0 ? number : double.NaN)];
        return parts is [double above, double below] && double.IsFinite(above / below) ? above / below : throw value.Unexpected("a positive number, or a fraction such as \"1/255\"");
    }

    private static double[] Numbers(JsonValue? value, double least) =>
        value is null ? [] : value.Kind == JsonKind.Array
            ? [.. value.Items.Select(item => item.AsReal(least, double.MaxValue))]
            : [value.AsReal(least, double.MaxValue)];

    private static ResizeRule Rule(JsonValue value) =>
        value.Kind == JsonKind.Array ? new ResizeRule(Size(value), 0) : new ResizeRule(null, value.AsInteger(1, MaxSide));

    private static PictureSize Size(JsonValue value)
    {
        if (value.Kind != JsonKind.Array)
        {
            int side = value.AsInteger(1, MaxSide);
            return new PictureSize(side, side);
        }

        return value.Items is [JsonValue height, JsonValue width]
            ? new PictureSize(height.AsInteger(1, MaxSide), width.AsInteger(1, MaxSide))
            : throw value.Unexpected("height and width");
    }

    private static DataSplit ReadSplit(JsonValue value)
    {
        JsonValue seed = value.Get("seed");
        JsonValue parts = value.Get("parts");
        if (seed.Kind != JsonKind.Integer)
        {
            throw seed.Unexpected("an integer");
        }

        if (parts.Kind != JsonKind.Object || parts.Members.Count is 0 or > MaxParts)
        {
            throw parts.Unexpected(Invariant($"1 to {MaxParts} names with their fractions"));
        }

        DataSplit split = new(seed.Number, parts.Members
            .Select(member => new DataPart(member.Key, parts.Get(member.Key).AsReal(double.Epsilon, 1))).ToEquatableArray());
        double sum = split.Parts.Sum(part => part.Fraction);
        return sum <= 1 + DataSplit.Tolerance ? split : throw parts.Error(Invariant($"the fractions add up to {sum}, more than 1"));
    }
}
