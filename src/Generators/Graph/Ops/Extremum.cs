using QMacVerify.Generators.Graph.Json;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Graph.Ops;

/// <summary>The greater or the lesser of two codes of equal quantization; nothing is rescaled.</summary>
public abstract record Extremum(string Name, int First, int Second, int Output) : ElementwiseNode(Name, First, Second, Output)
{
    public override void WriteQuantization(JsonWriter json)
    {
        // Codes are copied.
    }

    protected static (int First, int Second, int Output) Read(NodeReader reader)
    {
        (TensorInfo first, TensorInfo second, TensorInfo output) = ReadOperands(reader);
        reader.RequireEqualZeroPoints(first, output);
        reader.RequireEqualZeroPoints(second, output);
        return (first.Index, second.Index, output.Index);
    }
}

/// <summary>The greater code.</summary>
public sealed record Maximum(string Name, int First, int Second, int Output) : Extremum(Name, First, Second, Output)
{
    public const string OpName = "maximum";

    public override string Op => OpName;

    public static new Maximum Read(NodeReader reader)
    {
        (int first, int second, int output) = Extremum.Read(reader);
        return new Maximum(reader.Name, first, second, output);
    }
}

/// <summary>The lesser code.</summary>
public sealed record Minimum(string Name, int First, int Second, int Output) : Extremum(Name, First, Second, Output)
{
    public const string OpName = "minimum";

    public override string Op => OpName;

    public static new Minimum Read(NodeReader reader)
    {
        (int first, int second, int output) = Extremum.Read(reader);
        return new Minimum(reader.Name, first, second, output);
    }
}
