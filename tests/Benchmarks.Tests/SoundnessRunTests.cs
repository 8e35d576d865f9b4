using QMacVerify.Benchmarks.Soundness;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Build;
using QMacVerify.Compiler.Import;
using QMacVerify.Compiler.Import.Tflite;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Benchmarks.Tests;

/// <summary>A slice of <c>soundness</c>, which takes a million runs.</summary>
public sealed class SoundnessRunTests
{
    private const int Runs = 150;

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Violations_OfTheBuiltInNetwork_AreNone(int drop)
    {
        (Network network, CompiledRunner runner, OperatorAssignment operators) = Compile(drop);
        foreach (InputRegion region in SoundnessRun.Regions(network, new sbyte[784]))
        {
            string? first = null;
            ConstraintsResult bounds = Constraints.Compute(network, operators, region);
            int violations = SoundnessRun.Violations(network, runner, bounds, SoundnessRun.Directed(network, region, Runs), Runs, text => first = text);
            Assert.True(violations == 0, first);
        }
    }

    [Fact]
    public void Violations_OfBoundsOfOtherOperators_AreFound()
    {
        (Network network, CompiledRunner runner, _) = Compile(drop: 4);
        InputRegion region = SoundnessRun.Regions(network, new sbyte[784])[1];
        string? first = null;
        ConstraintsResult bounds = Constraints.Compute(network, OperatorAssignment.Exact, region);

        int violations = SoundnessRun.Violations(network, runner, bounds, SoundnessRun.Directed(network, region, Runs), Runs, text => first = text);

        Assert.InRange(violations, 1, Runs);
        Assert.StartsWith("run ", first, StringComparison.Ordinal);
    }

    private static (Network Network, CompiledRunner Runner, OperatorAssignment Operators) Compile(int drop)
    {
        Network network = TfliteImporter.Import(BuiltInModels.Open("cnn_small"), "cnn_small.tflite", "cnn_small");
        OperatorPair pair = new(drop == 0 ? new ExactMultiplier() : new TruncatedMultiplier(drop), new ExactAdder());
        return (network, InMemoryCompiler.Compile(CompiledModel.Plan(network, pair), isChecked: true), new OperatorAssignment(pair));
    }
}
