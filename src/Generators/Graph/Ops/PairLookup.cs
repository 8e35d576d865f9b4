using QMacVerify.Generators.Graph.Json;
using QMacVerify.Generators.Graph.Validation;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Graph.Ops;

/// <summary>Any function of two codes: <c>output = table[first + 128, second + 128]</c>.</summary>
/// <remarks>The importer computes the table, once; nothing after it knows the function.</remarks>
/// <param name="Name">Node name.</param>
/// <param name="First">Tensor index; one of the two may be constant.</param>
/// <param name="Second">Tensor index.</param>
/// <param name="Table">Tensor index of [256, 256] constant codes, for codes from -128 to 127.</param>
/// <param name="Output">Tensor index.</param>
/// <param name="Function">What the model file calls the function, in lower case; for readers.</param>
public sealed record PairLookup(string Name, int First, int Second, int Table, int Output, string Function)
    : ElementwiseNode(Name, First, Second, Table, Output), INamedFunction
{
    public const string OpName = "pair_lookup";

    /// <summary>Codes of an operand.</summary>
    public const int Entries = 256;

    public override string Op => OpName;

    public static PairLookup Read(NodeReader reader) =>
        new(reader.Name, reader.Input(0), reader.Input(1), reader.Input(2), reader.Output, reader.Function());

    public override void Check(NodeChecks node)
    {
        base.Check(node);
        TensorInfo table = node.Input(2);
        if (table is not { IsConstant: true, Type: ElementType.Int8 } || table.Shape != EquatableArray.Of(Entries, Entries))
        {
            throw node.GraphError(Invariant($"{table.Key} is {table.Signature}, expected {Entries} x {Entries} constant int8 codes"));
        }
    }

    public override void WriteAttributes(JsonWriter json) => json.Member("function", Function);

    public override void WriteQuantization(JsonWriter json)
    {
        // The table holds it all.
    }

    protected override GraphNode WithOperands(Func<int, int> map) => this with { First = map(First), Second = map(Second), Table = map(Table) };
}
