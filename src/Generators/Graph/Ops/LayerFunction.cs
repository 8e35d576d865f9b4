using QMacVerify.Generators.Graph.Json;
using QMacVerify.Generators.Graph.Validation;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Graph.Ops;

/// <summary>Codes of any function of a layer's real result, or of a sum: accumulators to <c>r = f32(f32(f32(acc) * factor[c]) + offset[c])</c>, and that to a code by the breaks of a step function.</summary>
/// <remarks>
/// <c>code = codes[number of breaks that are at most r]</c>, with breaks of all channels or of each one. The importer finds the breaks, from
/// the runtime's own order of float32 operations; nothing after it knows the function.
/// </remarks>
/// <param name="Name">Node name.</param>
/// <param name="Input">Tensor index of int32 accumulators, channels last.</param>
/// <param name="Factors">Tensor index of float32 constants, one or one for each channel, not negative.</param>
/// <param name="Offsets">Tensor index of float32 constants, as many.</param>
/// <param name="Breaks">Tensor index of float32 constants, ascending: [1, n], or [channels, n].</param>
/// <param name="Codes">Tensor index of constant codes: [1, n + 1], or [channels, n + 1].</param>
/// <param name="Output">Tensor index.</param>
/// <param name="Function">What the model file calls the function, in lower case; for readers.</param>
public sealed record LayerFunction(string Name, int Input, int Factors, int Offsets, int Breaks, int Codes, int Output, string Function)
    : GraphNode(Name, EquatableArray.Of(Input, Factors, Offsets, Breaks, Codes), Output), INamedFunction
{
    public const string OpName = "layer_function";

    public override string Op => OpName;

    public static LayerFunction Read(NodeReader reader) => new(
        reader.Name, reader.Input(0), reader.Input(1), reader.Input(2), reader.Input(3), reader.Input(4), reader.Output, reader.Function());

    public override void Check(NodeChecks node)
    {
        (TensorInfo input, int channels) = node.AccumulatorsWithReals(1, 2);
        TensorInfo breaks = node.Input(3);
        TensorInfo codes = node.Input(4);
        if (breaks is not { IsConstant: true, Type: ElementType.Float32, Shape.Count: 2 } || (breaks.Shape[0] != 1 && breaks.Shape[0] != channels)
            || codes is not { IsConstant: true, Type: ElementType.Int8 } || codes.Shape != EquatableArray.Of(breaks.Shape[0], breaks.Shape[1] + 1))
        {
            throw node.ShapeError(Invariant($"has breaks {breaks.Signature} and codes {codes.Signature} for {channels} channels, expected [1, n] or [{channels}, n] float32, and int8 of one more"));
        }

        node.RequireShape(node.Result(), input.Shape);
    }

    public override void CheckConstants(NodeChecks node, ParameterSet parameters)
    {
        node.RequireReal(RealRange.Factor, parameters[Factors].Float32Bits);
        node.RequireReal(RealRange.Usable, parameters[Offsets].Float32Bits);
        uint[] breaks = parameters[Breaks].Float32Bits;
        int count = parameters[Breaks].Shape[1];
        for (int i = 0; i < breaks.Length; i++)
        {
            if (!RealRange.Ordered.Contains(breaks[i]) || (i % count != 0 && RealRange.OrderOf(breaks[i]) < RealRange.OrderOf(breaks[i - 1])))
            {
                throw node.QuantizationError(Invariant($"has the breaks 0x{breaks[i - (i % count)]:x8} …, which do not ascend at {i % count}"));
            }
        }
    }

    public override void WriteAttributes(JsonWriter json) => json.Member("function", Function);

    public override void WriteQuantization(JsonWriter json)
    {
        // The constants hold it all.
    }

    protected override GraphNode WithOperands(Func<int, int> map) => this with
    {
        Input = map(Input), Factors = map(Factors), Offsets = map(Offsets), Breaks = map(Breaks), Codes = map(Codes),
    };
}
