using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests.Emit.Kernels;

/// <summary>What each circuit is in a kernel: a layer of one tap.</summary>
public sealed class CircuitsInKernelsTests
{
    [Fact]
    public void Emit_EachOperator_OneTap()
    {
        IEnumerable<OperatorPair> forms = OperatorSpec.Multipliers
            .Select(form => new OperatorPair(OperatorSpec.ParseMultiplier(form.Example, out _)!, new ExactAdder()))
            .Concat(OperatorSpec.Adders.Select(form => new OperatorPair(new ExactMultiplier(), OperatorSpec.ParseAdder(form.Example, out _)!)))
            .Distinct();
        IEnumerable<string> kernels =
        [
            .. forms.Select(pair => Kernel(OneTap(), pair)),
            Kernel(OneTap(), new OperatorPair(ScrambledMultiplier.Table(), new ExactAdder())),
            Kernel(OneTap().Centred(), new OperatorPair(new TruncatedMultiplier(2), new ExactAdder())),
        ];

        Snapshot.Verify(string.Join('\n', kernels), "OneTap", "cs");
    }

    private static string Kernel(Network network, OperatorPair operators) => $"// {operators}\n" + Plans.Kernels(ExecutionPlanner.Plan(
        network, new PlanOptions("Net", "Demo", new OperatorAssignment(operators), EquatableArray<StrategyRequest>.Empty)));

    private static Network OneTap()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(4));
        builder.FullyConnected(builder.Input([1, 1], zeroPoint: 9), 1, new TinyParameters
        {
            Multipliers = [new QuantizedMultiplier(1518500250, -8)],
            Weights = [-77],
            Bias = [1234],
            Clamp = ClampRange.Full,
            ZeroPoint = -4,
        });
        return builder.Build();
    }
}
