using System.Collections;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Files;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Support.Json;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.OperatorCheck;

/// <summary>Reads the <see cref="CareSet"/> of a D_sound.json.</summary>
internal static class CareSetReader
{
    private const int MaxBytes = 1 << 28;

    /// <summary>Of an activation less its zero point.</summary>
    private const int MaxMagnitude = 255;

    /// <param name="path">A file of <c>qmac constraints</c>.</param>
    /// <exception cref="InputException">It is something else, or was damaged.</exception>
    /// <exception cref="DiagnosticException">It is no JSON, or lacks something.</exception>
    public static CareSet Read(string path)
    {
        string name = Path.GetFileName(path);
        string text = BoundedFile.ReadText(path, MaxBytes);
        JsonValue root = JsonReader.Read(path, text);
        root.RequireSchema(AccumulatorCheck.Schema, "make it with qmac constraints");
        if (root.Text("kind") != "sound")
        {
            throw new InputException($"{name} is {Quote(root.Text("kind"))}: what was observed does not exclude other operands; give the D_sound.json of qmac constraints");
        }

        if (!TextDigest.IsValid(text))
        {
            throw new InputException($"{name} does not match its digest: it was cut or edited; write it again with qmac constraints");
        }

        JsonValue defaults = root.Get("semantics");
        List<JsonValue> multipliers = [];
        BitArray members = new(MultiplierTable.Count);
        foreach (JsonValue layer in root.List("layers"))
        {
            multipliers.Add((layer.Find("operators") ?? defaults).Get("multiplier"));
            Add(layer, members, name);
        }

        return new CareSet(
            root.Get("model").Text("name"),
            root.Text("digest"),
            [.. multipliers.Select(multiplier => multiplier.Text("id")).Distinct()],
            [.. multipliers.Select(multiplier => multiplier.Text("sha256")).Distinct()],
            members);
    }

    private static void Add(JsonValue layer, BitArray members, string name)
    {
        JsonValue care = layer.Find("care")
            ?? throw new InputException($"{name} has no care set, as older versions wrote it; write it again with qmac constraints");
        WeightSet weights = WeightSet.Parse(care.Text("weights")) ?? throw care.Error("weights are no 64 hexadecimal digits");
        if (care.List("a").Count == 0)
        {
            return;
        }

        (int least, int greatest) = care.Pair("a", -MaxMagnitude);
        if (least < sbyte.MinValue || greatest > sbyte.MaxValue)
        {
            throw new InputException(Invariant(
                $"{name} is of a package with centred operands: layer {Quote(layer.Text("name"))} feeds activations of {least} to {greatest}, and circuits of 8 bits take -128 to 127"));
        }

        for (int index = 0; index < MultiplierTable.Count; index++)
        {
            (int activation, int weight) = MultiplierTable.OperandsAt(index);
            members[index] |= activation >= least && activation <= greatest && weights.Contains(weight);
        }
    }
}
