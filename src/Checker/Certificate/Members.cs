using System.Globalization;
using System.Text.Json;
using QMacVerify.Checker.Arithmetic;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Checker.Certificate;

/// <summary>The members of a JSON object, in their order: one that is missing, unknown or out of place refuses the file.</summary>
internal sealed class Members
{
    private readonly string _where;
    private readonly JsonProperty[] _members;
    private int _next;

    public Members(JsonElement value, string where)
    {
        _where = where;
        _members = value.ValueKind == JsonValueKind.Object ? [.. value.EnumerateObject()] : throw Error("is no object");
    }

    /// <summary>The next member, which must have a name.</summary>
    public JsonElement Next(string name) => Optional(name) ?? throw Error(
        $"has {(_next < _members.Length ? Quote(_members[_next].Name) : "its end")} where {Quote(name)} belongs");

    /// <summary>The next member where it has a name, else null.</summary>
    public JsonElement? Optional(string name) =>
        _next < _members.Length && _members[_next].Name == name ? _members[_next++].Value : null;

    /// <summary>The members before one with a name.</summary>
    public IReadOnlyDictionary<string, JsonElement> Before(string name)
    {
        Dictionary<string, JsonElement> members = [];
        for (; _next < _members.Length && _members[_next].Name != name; _next++)
        {
            members.Add(_members[_next].Name, _members[_next].Value);
        }

        return members;
    }

    public Members Object(string name) => new(Next(name), $"{_where}.{name}");

    public string Text(string name) => TextOf(Next(name), name);

    public string? OptionalText(string name) => Optional(name) is JsonElement value ? TextOf(value, name) : null;

    public bool Flag(string name) => Next(name).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Error($"has neither true nor false as {Quote(name)}"),
    };

    public long Integer(string name) => IntegerOf(Next(name), name);

    public long? OptionalInteger(string name) => Optional(name) is JsonElement value ? IntegerOf(value, name) : null;

    /// <summary>Two integers, the lower first, or none.</summary>
    public Ends Interval(string name)
    {
        JsonElement[] ends = List(name);
        if (ends.Length == 0)
        {
            return Ends.None;
        }

        Ends interval = ends.Length == 2 ? new(IntegerOf(ends[0], name), IntegerOf(ends[1], name)) : throw Error($"has {ends.Length} numbers as {Quote(name)}");
        return interval.IsNone ? throw Error($"has the interval {Quote(name)} upside down: [{interval.Low}, {interval.High}]") : interval;
    }

    public JsonElement[] List(string name)
    {
        JsonElement value = Next(name);
        return value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : throw Error($"has no list as {Quote(name)}");
    }

    public long[] Integers(string name) => [.. List(name).Select(value => IntegerOf(value, name))];

    public string[] Texts(string name) => [.. List(name).Select(value => TextOf(value, name))];

    /// <summary>Refuses what is left.</summary>
    public void End()
    {
        if (_next < _members.Length)
        {
            throw Error($"has {Quote(_members[_next].Name)}, which does not belong there");
        }
    }

    private string TextOf(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Error($"has no text as {Quote(name)}");

    /// <summary>An integer in its one form: no fraction, no exponent, no zero with a sign.</summary>
    private long IntegerOf(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) && value.GetRawText() == number.ToString(CultureInfo.InvariantCulture)
            ? number
            : throw Error($"has no integer as {Quote(name)}");

    private RefusedException Error(string what) => new($"{_where} {what}");
}
