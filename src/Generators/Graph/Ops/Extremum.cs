using QMacVerify.Generators.Graph.Json;
using QMacVerify.Generators.Graph.Validation;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Graph.Ops;

/// <summary>The greater or the lesser of two codes of equal quantization; nothing is rescaled.</summary>
public abstract record Extremum(string Name, int First, int Second, int Output) : ElementwiseNode(Name, First, Second, Output)
{
    public override void WriteQuantization(JsonWriter json)
    {
        // Codes are copied.
    }

    public override void Check(NodeChecks node)
    {
        base.Check(node);
        node.RequireEqualZeroPoints(node.Input(0), node.Output);
        node.RequireEqualZeroPoints(node.Input(1), node.Output);
    }
}

/// <summary>The greater code.</summary>
public sealed record Maximum(string Name, int First, int Second, int Output) : Extremum(Name, First, Second, Output)
{
    public const string OpName = "maximum";

    public override string Op => OpName;

    public static Maximum Read(NodeReader reader) =>
        new(reader.Name, reader.Input(0), reader.Input(1), reader.Output);
}

/// <summary>The lesser code.</summary>
public sealed record Minimum(string Name, int First, int Second, int Output) : Extremum(Name, First, Second, Output)
{
    public const string OpName = "minimum";

    public override string Op => OpName;

    public static Minimum Read(NodeReader reader) =>
        new(reader.Name, reader.Input(0), reader.Input(1), reader.Output);
}
