using QMacVerify.Generators.Graph.Json;
using QMacVerify.Generators.Graph.Validation;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Graph.Ops;

/// <summary>Any function of one code: <c>output = table[input + 128]</c>, with one table or one for each channel.</summary>
/// <remarks>The importer computes the table, once, by the formulas of SEMANTICS section 4; nothing after it knows the function.</remarks>
/// <param name="Name">Node name.</param>
/// <param name="Input">Tensor index.</param>
/// <param name="Table">Tensor index of constant codes for inputs from -128 to 127: [256], or [channels, 256], channels the last axis of the input.</param>
/// <param name="Output">Tensor index.</param>
/// <param name="Function">What the model file calls the function, in lower case; for readers.</param>
public sealed record Lookup(string Name, int Input, int Table, int Output, string Function)
    : GraphNode(Name, EquatableArray.Of(Input, Table), Output), INamedFunction
{
    public const string OpName = "lookup";

    /// <summary>Entries of a table: one for each code.</summary>
    public const int Entries = 256;

    public override string Op => OpName;

    public static Lookup Read(NodeReader reader) =>
        new(reader.Name, reader.Input(0), reader.Input(1), reader.Output, reader.Function());

    public override void Check(NodeChecks node)
    {
        TensorInfo input = node.Activation(0);
        TensorInfo table = node.Input(1);
        int channels = input.Shape.Count == 0 ? 1 : input.Shape[input.Shape.Count - 1];
        if (table is not { IsConstant: true, Type: ElementType.Int8 } || (table.Shape != EquatableArray.Of(Entries) && table.Shape != EquatableArray.Of(channels, Entries)))
        {
            throw node.GraphError(Invariant($"{table.Key} is {table.Signature}, expected {Entries} constant int8 codes, or as many for each of {channels} channels"));
        }

        node.RequireShape(node.Result(), input.Shape);
    }

    public override void WriteAttributes(JsonWriter json) => json.Member("function", Function);

    public override void WriteQuantization(JsonWriter json)
    {
        // The table holds it all.
    }

    protected override GraphNode WithOperands(Func<int, int> map) => this with { Input = map(Input), Table = map(Table) };
}
