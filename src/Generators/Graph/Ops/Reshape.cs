using QMacVerify.Generators.Graph.Json;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Graph.Ops;

/// <summary>The same codes under another shape.</summary>
public sealed record Reshape(string Name, int Input, int Output)
    : GraphNode(Name, EquatableArray.Of(Input), Output)
{
    public const string OpName = "reshape";

    public override string Op => OpName;

    public static Reshape Read(NodeReader reader)
    {
        TensorInfo input = reader.Activation(0);
        TensorInfo output = reader.Activation(reader.Output);
        if (input.ElementCount != output.ElementCount)
        {
            throw reader.ShapeError($"the input is {input.Signature} but the output {output.Signature}");
        }

        reader.RequireEqualZeroPoints(input, output);
        return new Reshape(reader.Name, input.Index, output.Index);
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
