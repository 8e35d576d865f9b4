using QMacVerify.Generators.Graph.Json;
using QMacVerify.Generators.Graph.Validation;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Graph.Ops;

/// <summary>One result for all elements along some axes.</summary>
/// <param name="Name">Node name.</param>
/// <param name="Input">Tensor index.</param>
/// <param name="Output">Tensor index; its shape may keep the axes with extent 1 or not.</param>
/// <param name="Axes">Axes of the input that are reduced, ascending.</param>
public abstract record Reduce(string Name, int Input, int Output, EquatableArray<int> Axes)
    : GraphNode(Name, EquatableArray.Of(Input), Output)
{
    /// <summary>So many codes still add up in 32 bits, zero point included.</summary>
    private const int MaxReduced = 1 << 22;

    /// <summary>Elements that become one.</summary>
    public int CountOf(TensorInfo input) => Axes.Aggregate(1, (product, axis) => product * input.Shape[axis]);

    public override void WriteAttributes(JsonWriter json) => json.Member("axes", Axes);

    public override void Check(NodeChecks node)
    {
        TensorInfo input = node.Activation(0);
        TensorInfo output = Result(node);
        if (!Ascend(Axes) || Axes.Any(axis => axis < 0 || axis >= input.Shape.Count))
        {
            throw node.ShapeError($"reduces axes {Axes} of {input.Signature}, expected some of its axes, ascending");
        }

        long kept = 1;
        long reduced = 1;
        for (int axis = 0; axis < input.Shape.Count; axis++)
        {
            if (Axes.Contains(axis))
            {
                reduced *= input.Shape[axis];
            }
            else
            {
                kept *= input.Shape[axis];
            }
        }

        if (kept != output.ElementCount || reduced > MaxReduced)
        {
            throw node.ShapeError(Invariant($"reduces {reduced} elements of {input.Signature} to one, for {output.Signature}; at most {MaxReduced} are possible"));
        }
    }

    /// <summary>The tensor that the node writes.</summary>
    protected virtual TensorInfo Result(NodeChecks node) => node.Result();

    protected override GraphNode WithOperands(Func<int, int> map) => this with { Input = map(Input) };

    protected static EquatableArray<int> ReadAxes(NodeReader reader)
    {
        int[] axes = reader.Graph.Integers("axes", 0, reader.Checks.Activation(0).Shape.Count - 1);
        return Ascend(axes) ? new EquatableArray<int>(axes) : throw reader.Graph.Get("axes").Error("axes must ascend");
    }

    private static bool Ascend(IReadOnlyList<int> axes) => Enumerable.Range(1, Math.Max(axes.Count - 1, 0)).All(i => axes[i - 1] < axes[i]);
}

/// <summary>Sum or mean: <c>R(sum - zx * count; factor) + zy</c>. A mean differs from a sum in its factor only.</summary>
/// <param name="Name">Node name.</param>
/// <param name="Input">Tensor index.</param>
/// <param name="Output">Tensor index.</param>
/// <param name="Axes">Axes of the input that are reduced, ascending.</param>
/// <param name="Function">What the model file calls the operation, in lower case; for readers.</param>
/// <param name="Kind">The rounding.</param>
/// <param name="Multiplier">The factor. That of a mean has been divided by the count and may be below 2^30.</param>
public sealed record ReduceSum(
    string Name, int Input, int Output, EquatableArray<int> Axes, string Function, RequantizationKind Kind, QuantizedMultiplier Multiplier)
    : Reduce(Name, Input, Output, Axes), INamedFunction
{
    public const string OpName = "reduce_sum";

    public override string Op => OpName;

    public static ReduceSum Read(NodeReader reader) => new(
        reader.Name, reader.Input(0), reader.Output, ReadAxes(reader), reader.Function(), reader.TfliteRounding(), reader.AnyMultiplier("output"));

    public override void Check(NodeChecks node)
    {
        base.Check(node);
        node.RequireTflite(Kind);
        node.RequireInRange(Multiplier);
    }

    public override void WriteAttributes(JsonWriter json)
    {
        json.Member("function", Function);
        base.WriteAttributes(json);
    }

    public override void WriteQuantization(JsonWriter json)
    {
        json.Member("requantization", Kind.Name());
        json.Member("output", Multiplier);
    }
}

/// <summary>Greatest code.</summary>
public sealed record ReduceMax(string Name, int Input, int Output, EquatableArray<int> Axes) : Reduce(Name, Input, Output, Axes)
{
    public const string OpName = "reduce_max";

    public override string Op => OpName;

    public static ReduceMax Read(NodeReader reader) =>
        new(reader.Name, reader.Input(0), reader.Output, ReadAxes(reader));

    public override void Check(NodeChecks node)
    {
        base.Check(node);
        node.RequireEqualZeroPoints(node.Input(0), node.Output);
    }

    public override void WriteQuantization(JsonWriter json)
    {
        // Codes are copied.
    }
}

/// <summary>Least code.</summary>
public sealed record ReduceMin(string Name, int Input, int Output, EquatableArray<int> Axes) : Reduce(Name, Input, Output, Axes)
{
    public const string OpName = "reduce_min";

    public override string Op => OpName;

    public static ReduceMin Read(NodeReader reader) =>
        new(reader.Name, reader.Input(0), reader.Output, ReadAxes(reader));

    public override void Check(NodeChecks node)
    {
        base.Check(node);
        node.RequireEqualZeroPoints(node.Input(0), node.Output);
    }

    public override void WriteQuantization(JsonWriter json)
    {
        // Codes are copied.
    }
}

/// <summary>Sum of the codes less their zero point: int32, for a function of it.</summary>
public sealed record ReduceTotal(string Name, int Input, int Output, EquatableArray<int> Axes) : Reduce(Name, Input, Output, Axes)
{
    public const string OpName = "reduce_total";

    public override string Op => OpName;

    public static ReduceTotal Read(NodeReader reader) =>
        new(reader.Name, reader.Input(0), reader.Output, ReadAxes(reader));

    public override void WriteQuantization(JsonWriter json)
    {
        // The zero point of the input says it all.
    }

    protected override TensorInfo Result(NodeChecks node) => node.Output is { Type: ElementType.Int32, IsConstant: false } total
        ? total
        : throw node.GraphError($"{node.Output.Key} is {node.Output.Signature}, expected int32 for sums");
}
