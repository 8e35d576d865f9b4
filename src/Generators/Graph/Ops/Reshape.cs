using QMacVerify.Generators.Graph.Json;
using QMacVerify.Generators.Graph.Validation;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Graph.Ops;

/// <summary>The same codes under another shape.</summary>
public sealed record Reshape(string Name, int Input, int Output)
    : GraphNode(Name, EquatableArray.Of(Input), Output)
{
    public const string OpName = "reshape";

    public override string Op => OpName;

    public static Reshape Read(NodeReader reader) =>
        new(reader.Name, reader.Input(0), reader.Output);

    public override void Check(NodeChecks node)
    {
        TensorInfo input = node.Activation(0);
        TensorInfo output = node.Result();
        if (input.ElementCount != output.ElementCount)
        {
            throw node.ShapeError($"the input is {input.Signature} but the output {output.Signature}");
        }

        node.RequireEqualZeroPoints(input, output);
    }

    public override void WriteAttributes(JsonWriter json)
    {
        // Shapes say it all.
    }

    public override void WriteQuantization(JsonWriter json)
    {
        // Codes are copied.
    }

    protected override GraphNode WithOperands(Func<int, int> map) => this with { Input = map(Input) };
}
