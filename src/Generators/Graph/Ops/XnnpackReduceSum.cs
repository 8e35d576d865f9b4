using QMacVerify.Generators.Graph.Json;
using QMacVerify.Generators.Graph.Validation;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Graph.Ops;

/// <summary>Sum or mean as XNNPACK has it: an integer sum, rescaled in float32 with the zero points inside.</summary>
/// <remarks><c>rne(f32(f32((float)sum(x) * factor) + constant))</c>, clamped (SEMANTICS section 7).</remarks>
/// <param name="Name">Node name.</param>
/// <param name="Input">Tensor index.</param>
/// <param name="Output">Tensor index.</param>
/// <param name="Axes">Axes of the input that are reduced, ascending.</param>
/// <param name="Function">What the model file calls the operation, in lower case; for readers.</param>
/// <param name="FactorBits">float32, not negative: input scale / output scale, for a mean divided by the count.</param>
/// <param name="ConstantBits">float32: zero point of the output less the input's share.</param>
public sealed record XnnpackReduceSum(
    string Name, int Input, int Output, EquatableArray<int> Axes, string Function, uint FactorBits, uint ConstantBits)
    : Reduce(Name, Input, Output, Axes), INamedFunction
{
    public const string OpName = "xnnpack_reduce_sum";

    public override string Op => OpName;

    public static XnnpackReduceSum Read(NodeReader reader) => new(
        reader.Name, reader.Input(0), reader.Output, ReadAxes(reader), reader.Function(), reader.RealFactor("factor"), reader.RealNumber("constant"));

    public override void Check(NodeChecks node)
    {
        base.Check(node);
        node.RequireReal(RealRange.Factor, FactorBits);
        node.RequireReal(RealRange.Usable, ConstantBits);
    }

    public override void WriteAttributes(JsonWriter json)
    {
        json.Member("function", Function);
        base.WriteAttributes(json);
    }

    public override void WriteQuantization(JsonWriter json)
    {
        json.Float32("factor", FactorBits);
        json.Float32("constant", ConstantBits);
    }
}
