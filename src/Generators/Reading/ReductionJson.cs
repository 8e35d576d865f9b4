using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Reading;

/// <summary>The member <c>reduction</c> of quant_spec.json: what a reduced network holds for, and what was removed.</summary>
/// <remarks>Codes of single elements are the bytes of int8 in base64, as an image has more of them than anyone reads.</remarks>
public static class ReductionJson
{
    public const string Member = "reduction";

    public static void Write(JsonWriter json, Reduction reduction)
    {
        using (json.Object(Member))
        {
            json.Member("source_sha256", reduction.Source);
            reduction.Operators.Write(json, "operators");
            json.Member("region", reduction.Region);
            using (json.Array("inputs"))
            {
                foreach (InputCodesBox input in reduction.Inputs)
                {
                    using (json.Object(inline: true))
                    {
                        json.Member("tensor", input.Tensor);
                        WriteCodes(json, "lower", input.Lower);
                        WriteCodes(json, "upper", input.Upper);
                    }
                }
            }

            WriteRemovals(json, reduction.Removals);
        }
    }

    /// <summary>Writes the member <c>removals</c>.</summary>
    public static void WriteRemovals(JsonWriter json, IEnumerable<Removal> removals)
    {
        using (json.Array("removals"))
        {
            foreach (Removal removal in removals)
            {
                using (json.Object(inline: true))
                {
                    json.Member("node", removal.Node);
                    json.Member("what", removal.What);
                    json.Member("channels", removal.Channels);
                    json.Member("values", removal.Values);
                    json.Member("why", removal.Why);
                }
            }
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="value">The member.</param>
    /// <param name="tensors">Tensors of the graph.</param>
    /// <exception cref="DiagnosticException">Something is missing or not valid.</exception>
    public static Reduction Read(JsonValue value, IReadOnlyList<TensorInfo> tensors) => new(
        value.Text("source_sha256"),
        OperatorRecord.Read(value.Get("operators")),
        value.Text("region"),
        value.List("inputs").Select(input => ReadInput(input, tensors)).ToEquatableArray(),
        value.List("removals").Select(removal => new Removal(
            removal.Text("node"),
            removal.Text("what"),
            new EquatableArray<int>(removal.Integers("channels", 0, int.MaxValue)),
            new EquatableArray<int>(removal.Integers("values", int.MinValue, int.MaxValue)),
            removal.Text("why"))).ToEquatableArray());

    private static InputCodesBox ReadInput(JsonValue input, IReadOnlyList<TensorInfo> tensors)
    {
        int index = input.Integer("tensor", 0, int.MaxValue);
        InputCodesBox box = new(index, ReadCodes(input.Get("lower")), ReadCodes(input.Get("upper")));
        return tensors.FirstOrDefault(tensor => tensor.Index == index) is { Type: ElementType.Int8 } codes && box.Fits(codes.ElementCount)
            ? box
            : throw input.Error(Invariant($"these are no intervals of codes for tensor {index}"));
    }

    private static void WriteCodes(JsonWriter json, string name, EquatableArray<sbyte> codes)
    {
        if (codes.Count == 1)
        {
            json.Member(name, codes[0]);
        }
        else
        {
            json.Member(name, Convert.ToBase64String(codes.Select(code => unchecked((byte)code)).ToArray()));
        }
    }

    private static EquatableArray<sbyte> ReadCodes(JsonValue value)
    {
        if (value.Kind != JsonKind.String)
        {
            return EquatableArray.Of((sbyte)value.AsInteger(sbyte.MinValue, sbyte.MaxValue));
        }

        try
        {
            return Convert.FromBase64String(value.AsText()).Select(code => unchecked((sbyte)code)).ToEquatableArray();
        }
        catch (FormatException)
        {
            throw value.Error("expected a code, or the codes of all elements in base64");
        }
    }
}
