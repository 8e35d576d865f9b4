using System.Runtime.InteropServices;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Graph.Validation;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests.Graph.Validation;

/// <summary>Constants whose values a node relies on.</summary>
public sealed class ConstantValuesTests
{
    [Theory]
    [InlineData("factors", -0.5f, "which is not a float32 from 0 to less than 2^111")]
    [InlineData("factors", float.PositiveInfinity, "which is not a float32 from 0 to less than 2^111")]
    [InlineData("offsets", float.NaN, "which is not a float32 of less than 2^111 in magnitude")]
    [InlineData("breaks", float.NaN, "which do not ascend at 1")]
    [InlineData("breaks", float.NegativeInfinity, "which do not ascend at 1")]
    public void Check_LayerFunctionWithSuchANumber_IsRefused(string what, float number, string message)
    {
        (Network network, GraphNode node) = ChangedNetworks.Find(LayerFunction.OpName);
        LayerFunction function = (LayerFunction)node;
        int tensor = what switch { "factors" => function.Factors, "offsets" => function.Offsets, _ => function.Breaks };
        Dictionary<int, ParameterArray> arrays = network.Parameters.Tensors.ToDictionary(index => index, index => network.Parameters[index]);
        float[] values = arrays[tensor].Float32.ToArray();
        values[what == "breaks" ? 1 : 0] = number;
        arrays[tensor] = new ParameterArray(Generators.Graph.ElementType.Float32, arrays[tensor].Shape, MemoryMarshal.AsBytes<float>(values).ToArray());

        DiagnosticException refusal = Assert.Throws<DiagnosticException>(() => NetworkValidator.Check(network with { Parameters = new ParameterSet(arrays) }));

        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>Indices are int32 as accumulators are, but nothing computes with them.</summary>
    [Fact]
    public void Check_FunctionOfWhatIsNoAccumulator_IsRefused()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(1));
        int indices = builder.ArgMax(builder.Input([2, 3]), 0);
        int[] outputs = [indices, builder.LayerFunction(indices)];

        Assert.Contains("expected sums, or the accumulators of a layer", Assert.Throws<DiagnosticException>(() => builder.Build(outputs)).Message, StringComparison.Ordinal);
    }
}
