using QMacVerify.Generators.Graph.Json;
using QMacVerify.Generators.Graph.Validation;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Graph.Ops;

/// <summary>Any real function of one code as a float32 output: <c>output = table[channel, input + 128]</c>.</summary>
/// <remarks>The importer computes the table, once; nothing after it knows the function.</remarks>
/// <param name="Name">Node name.</param>
/// <param name="Input">Tensor index.</param>
/// <param name="Table">Tensor index of float32 constants for inputs from -128 to 127: [1, 256], or a row for each element of <paramref name="Axis"/>.</param>
/// <param name="Output">Tensor index, float32.</param>
/// <param name="Axis">The axis of the rows.</param>
/// <param name="Function">What the model file calls the function, in lower case; for readers.</param>
public sealed record LookupReal(string Name, int Input, int Table, int Output, int Axis, string Function)
    : GraphNode(Name, EquatableArray.Of(Input, Table), Output), INamedFunction
{
    public const string OpName = "lookup_real";

    public override string Op => OpName;

    public static LookupReal Read(NodeReader reader) => new(
        reader.Name, reader.Input(0), reader.Input(1), reader.Output,
        reader.Graph.Integer("axis", 0, Math.Max(0, reader.Checks.Activation(0).Shape.Count - 1)), reader.Function());

    public override void Check(NodeChecks node)
    {
        TensorInfo input = node.Activation(0);
        TensorInfo table = node.Input(1);
        if (Axis < 0 || Axis >= Math.Max(1, input.Shape.Count))
        {
            throw node.ShapeError(Invariant($"has tables along axis {Axis} of {input.Signature}"));
        }

        int channels = input.Shape.Count == 0 ? 1 : input.Shape[Axis];
        if (table is not { IsConstant: true, Type: ElementType.Float32 }
            || (table.Shape != EquatableArray.Of(1, Lookup.Entries) && table.Shape != EquatableArray.Of(channels, Lookup.Entries)))
        {
            throw node.GraphError(Invariant($"{table.Key} is {table.Signature}, expected constant float32 [1, {Lookup.Entries}] or [{channels}, {Lookup.Entries}]"));
        }

        node.RequireShape(node.Real(node.Output), input.Shape);
    }

    public override void CheckConstants(NodeChecks node, ParameterSet parameters) => node.RequireReal(RealRange.Ordered, parameters[Table].Float32Bits);

    public override void WriteAttributes(JsonWriter json)
    {
        json.Member("axis", Axis);
        json.Member("function", Function);
    }

    public override void WriteQuantization(JsonWriter json)
    {
        // The table holds it all.
    }

    protected override GraphNode WithOperands(Func<int, int> map) => this with { Input = map(Input), Table = map(Table) };
}
