using QMacVerify.Generators.Graph.Json;
using QMacVerify.Generators.Graph.Validation;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Graph.Ops;

/// <summary>Sum or difference of two tensors of possibly different scales.</summary>
/// <remarks>
/// <c>R(R((a - za) &lt;&lt; 20; first) +/- R((b - zb) &lt;&lt; 20; second); output) + zy</c>, clamped (SEMANTICS section 4).
/// </remarks>
public abstract record ScaledSum(
    string Name,
    int First,
    int Second,
    int Output,
    RequantizationKind Kind,
    QuantizedMultiplier FirstMultiplier,
    QuantizedMultiplier SecondMultiplier,
    QuantizedMultiplier OutputMultiplier,
    ClampRange Clamp)
    : ElementwiseNode(Name, First, Second, Output)
{
    /// <summary>Both operands are shifted left by this before they are rescaled.</summary>
    public const int LeftShift = 20;

    /// <summary>1, or -1 for a difference.</summary>
    public abstract int Sign { get; }

    public override void Check(NodeChecks node)
    {
        base.Check(node);
        node.RequireTflite(Kind);
        node.RequireNormalized(FirstMultiplier, SecondMultiplier, OutputMultiplier);
        node.RequireClamp(Clamp);
    }

    public override void WriteQuantization(JsonWriter json)
    {
        json.Member("requantization", Kind.Name());
        json.Member("input1", FirstMultiplier);
        json.Member("input2", SecondMultiplier);
        json.Member("output", OutputMultiplier);
        json.Member("clamp", [Clamp.Lower, Clamp.Upper]);
    }
}

/// <summary>Sum of two tensors.</summary>
public sealed record Add(
    string Name,
    int First,
    int Second,
    int Output,
    RequantizationKind Kind,
    QuantizedMultiplier FirstMultiplier,
    QuantizedMultiplier SecondMultiplier,
    QuantizedMultiplier OutputMultiplier,
    ClampRange Clamp)
    : ScaledSum(Name, First, Second, Output, Kind, FirstMultiplier, SecondMultiplier, OutputMultiplier, Clamp)
{
    public const string OpName = "add";

    public override string Op => OpName;

    public override int Sign => 1;

    public static Add Read(NodeReader reader) => new(
        reader.Name, reader.Input(0), reader.Input(1), reader.Output, reader.TfliteRounding(),
        reader.Multiplier("input1"), reader.Multiplier("input2"), reader.Multiplier("output"), reader.Clamp());
}

/// <summary>Difference of two tensors.</summary>
public sealed record Sub(
    string Name,
    int First,
    int Second,
    int Output,
    RequantizationKind Kind,
    QuantizedMultiplier FirstMultiplier,
    QuantizedMultiplier SecondMultiplier,
    QuantizedMultiplier OutputMultiplier,
    ClampRange Clamp)
    : ScaledSum(Name, First, Second, Output, Kind, FirstMultiplier, SecondMultiplier, OutputMultiplier, Clamp)
{
    public const string OpName = "sub";

    public override string Op => OpName;

    public override int Sign => -1;

    public static Sub Read(NodeReader reader) => new(
        reader.Name, reader.Input(0), reader.Input(1), reader.Output, reader.TfliteRounding(),
        reader.Multiplier("input1"), reader.Multiplier("input2"), reader.Multiplier("output"), reader.Clamp());
}
