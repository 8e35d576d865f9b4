using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Circuits;

/// <summary>Which operators each layer got, as packages and reports record it: specs, and what each multiplier computes.</summary>
/// <param name="Default">Of every layer that is not named.</param>
/// <param name="Layers">Exceptions by layer name.</param>
public sealed record OperatorRecord(RecordedPair Default, EquatableArray<RecordedLayer> Layers)
{
    public static OperatorRecord Of(OperatorAssignment operators) => new(
        RecordedPair.Of(operators.Default),
        operators.Layers.Select(layer => new RecordedLayer(layer.LayerName, RecordedPair.Of(layer.Operators))).ToEquatableArray());

    /// <summary>The operators that a layer got.</summary>
    public RecordedPair For(string layer) => Layers.FirstOrDefault(other => other.Name == layer)?.Operators ?? Default;

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static OperatorRecord Read(JsonValue value) => new(
        RecordedPair.Read(value.Get("default")),
        value.List("layers").Select(layer => new RecordedLayer(layer.Text("name"), RecordedPair.Read(layer))).ToEquatableArray());

    /// <summary>Writes a member that <see cref="OperatorsReader"/> reads, too.</summary>
    public void Write(JsonWriter json, string name)
    {
        using (json.Object(name))
        {
            WriteMembers(json);
        }
    }

    /// <summary>The text of an assignment, as <see cref="OperatorsReader"/> reads it.</summary>
    public string ToAssignment()
    {
        JsonWriter json = new();
        using (json.Object())
        {
            WriteMembers(json);
        }

        return json.ToString();
    }

    private void WriteMembers(JsonWriter json)
    {
        using (json.Object("default", inline: true))
        {
            Default.Write(json);
        }

        using (json.Array("layers"))
        {
            foreach (RecordedLayer layer in Layers)
            {
                using (json.Object(inline: true))
                {
                    json.Member("name", layer.Name);
                    layer.Operators.Write(json);
                }
            }
        }
    }
}

/// <summary>The operators of one named layer.</summary>
public sealed record RecordedLayer(string Name, RecordedPair Operators);

/// <summary>The operators of a layer.</summary>
/// <param name="Multiplier">Spec of the multiplier; two files of one name give one spec.</param>
/// <param name="MultiplierSha256">Of its 65,536 products, by <see cref="MultiplierTable.Sha256(int[])"/>.</param>
/// <param name="Adder">Spec of the adder.</param>
public sealed record RecordedPair(string Multiplier, string MultiplierSha256, string Adder)
{
    /// <summary>Member with the hash of a multiplier; an assignment may hold it to be checked.</summary>
    public const string HashMember = "multiplier_sha256";

    public static RecordedPair Of(OperatorPair pair) => new(
        pair.Multiplier.Spec, MultiplierTable.Sha256(pair.Multiplier), pair.Adder.Spec);

    /// <summary>Reads what <see cref="Write"/> wrote; files that specs name need not be there any more.</summary>
    public static RecordedPair Read(JsonValue value)
    {
        string multiplier = value.Text("multiplier");
        if (MultiplierSpec.Parse(multiplier, out string error) is null)
        {
            throw value.Get("multiplier").Error(error);
        }

        return OperatorSpec.ParseAdder(value.Text("adder"), out error) is Adder adder
            ? new RecordedPair(multiplier, value.Text(HashMember), adder.Spec)
            : throw value.Get("adder").Error(error);
    }

    public void Write(JsonWriter json)
    {
        json.Member("multiplier", Multiplier);
        json.Member(HashMember, MultiplierSha256);
        json.Member("adder", Adder);
    }
}
