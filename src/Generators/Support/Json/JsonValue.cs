using QMacVerify.Generators.Diagnostics;

namespace QMacVerify.Generators.Support.Json;

/// <summary>Kinds of JSON values that package files hold.</summary>
public enum JsonKind
{
    Null,
    Boolean,
    Integer,

    /// <summary>With a fraction or an exponent, where they are taken.</summary>
    Real,
    String,
    Array,
    Object,
}

/// <summary>A JSON value that knows where it stands, so that messages can point at it, and what its reader asked for.</summary>
public sealed class JsonValue(JsonKind kind, FilePosition position)
{
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    public JsonKind Kind { get; } = kind;

    public FilePosition Position { get; } = position;

    /// <summary>Value of an integer.</summary>
    public long Number { get; init; }

    /// <summary>Value of a number.</summary>
    public double Real { get; init; }

    /// <summary>Value of a string.</summary>
    public string String { get; init; } = "";

    /// <summary>Value of a boolean.</summary>
    public bool Boolean { get; init; }

    /// <summary>Elements of an array.</summary>
    public IReadOnlyList<JsonValue> Items { get; init; } = [];

    /// <summary>Members of an object, in file order.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonValue>> Members { get; init; } = [];

    /// <summary>The member of an object, or null when it is absent.</summary>
    public JsonValue? Find(string name)
    {
        if (Kind != JsonKind.Object)
        {
            throw Unexpected("an object");
        }

        _asked.Add(name);
        foreach (KeyValuePair<string, JsonValue> member in Members)
        {
            if (member.Key == name)
            {
                return member.Value;
            }
        }

        return null;
    }

    public JsonValue Get(string name) => Find(name) ?? throw Error($"member {Quote(name)} is missing");

    /// <summary>Refuses members, here and below, that the reader of this value never asked for: a misspelled one would be ignored.</summary>
    /// <remarks>To be called once all is read.</remarks>
    public void RequireAllRead()
    {
        foreach (KeyValuePair<string, JsonValue> member in Members)
        {
            if (!_asked.Contains(member.Key))
            {
                throw member.Value.Error($"member {Quote(member.Key)} is unknown; {NearName.Hint(member.Key, [.. _asked.OrderBy(name => name, StringComparer.Ordinal)])}");
            }

            member.Value.RequireAllRead();
        }

        foreach (JsonValue item in Items)
        {
            item.RequireAllRead();
        }
    }

    /// <summary>Refuses a file, of which this is the root, of another format or of a version of it that is not read.</summary>
    /// <param name="schema">What is read.</param>
    /// <param name="remedy">How to get such a file, for example <c>make it with qmac export</c>.</param>
    /// <exception cref="DiagnosticException">It is something else.</exception>
    public void RequireSchema(string schema, string remedy)
    {
        JsonValue value = Get(FileSchema.Member);
        if (FileSchema.Refusal(value.AsText(), remedy, schema) is string refusal)
        {
            throw value.Error(refusal);
        }
    }

    public string Text(string name) => Get(name).AsText();

    public int Integer(string name, int min, int max) => Get(name).AsInteger(min, max);

    public bool Flag(string name)
    {
        JsonValue value = Get(name);
        return value.Kind == JsonKind.Boolean ? value.Boolean : throw value.Unexpected("true or false");
    }

    public IReadOnlyList<JsonValue> List(string name) => Get(name).AsList();

    /// <summary>An array of integers, each in a range.</summary>
    public int[] Integers(string name, int min, int max) => [.. List(name).Select(item => item.AsInteger(min, max))];

    /// <summary>An array of two integers, each at least <paramref name="min"/>.</summary>
    public (int First, int Second) Pair(string name, int min)
    {
        int[] values = Integers(name, min, int.MaxValue);
        return values.Length == 2 ? (values[0], values[1]) : throw Get(name).Unexpected("two integers");
    }

    public string AsText() => Kind == JsonKind.String ? String : throw Unexpected("a string");

    public IReadOnlyList<JsonValue> AsList() => Kind == JsonKind.Array ? Items : throw Unexpected("an array");

    public int AsInteger(int min, int max) =>
        Kind == JsonKind.Integer && Number >= min && Number <= max
            ? (int)Number
            : throw Unexpected(Invariant($"an integer from {min} to {max}"));

    /// <summary>A number of either kind, in a range.</summary>
    public double AsReal(double min, double max) =>
        Kind is JsonKind.Integer or JsonKind.Real && Real >= min && Real <= max
            ? Real
            : throw Unexpected(Invariant($"a number from {min} to {max}"));

    /// <summary>A problem with this value.</summary>
    public DiagnosticException Error(string message) => new(new DiagnosticInfo(Descriptors.JsonContent, Position, message));

    /// <summary>This value is not what it should be.</summary>
    public DiagnosticException Unexpected(string expected) => Error($"found {Describe()}, expected {expected}");

    private string Describe() => Kind switch
    {
        JsonKind.Null => "null",
        JsonKind.Boolean => Boolean ? "true" : "false",
        JsonKind.Integer => Invariant($"{Number}"),
        JsonKind.Real => Invariant($"{Real:R}"),
        JsonKind.String => Quote(String),
        JsonKind.Array => Invariant($"an array of {Items.Count}"),
        _ => "an object",
    };
}
