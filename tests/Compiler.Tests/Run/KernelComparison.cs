using QMacVerify.Compiler.Build;
using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Run;

/// <summary>Compares emitted kernels with the reference interpreter, on models, operators and strategies of random tests.</summary>
internal static class KernelComparison
{
    /// <summary>Random layers of a test.</summary>
    internal static readonly int Layers = RandomCases.Of(60);

    /// <summary>Random networks of a test.</summary>
    internal static readonly int Networks = RandomCases.Of(40);

    /// <summary>Every form of operator with parameters of its whole range.</summary>
    internal static OperatorAssignment Operators(int seed)
    {
        SplitMix64 random = new(~(ulong)seed);
        Multiplier multiplier = random.NextBelow(20) switch
        {
            0 or 1 => new ExactMultiplier(),
            2 or 3 => new OperandTruncatedMultiplier(1 + random.NextBelow(4)),
            4 or 5 => new ColumnTruncatedMultiplier(1 + random.NextBelow(8)),
            6 or 7 => new BrokenArrayMultiplier(random.NextBelow(4), random.NextBelow(8)),
            8 or 9 => new DrumMultiplier(3 + random.NextBelow(4)),
            10 or 11 => new MitchellMultiplier(),

            // Tables: products that exceed int16, and products for zero operands, are among them.
            12 => ScrambledMultiplier.Table(),
            13 => ScrambledMultiplier.Table(3),
            _ => new TruncatedMultiplier(1 + random.NextBelow(8)),
        };
        Adder adder = random.NextBelow(5) switch
        {
            0 => new TruncatedAdder(random.NextBelow(12)),
            1 => new LowerPartOrAdder(random.NextBelow(12)),
            2 => new ErrorTolerantAdder(random.NextBelow(12)),
            _ => new ExactAdder(),
        };
        return new OperatorAssignment(new OperatorPair(multiplier, adder));
    }

    /// <summary>Circuits that a vector strategy takes.</summary>
    internal static OperatorPair WideOperators(string strategy, int seed)
    {
        int drop = 1 + (seed % 14);
        Multiplier truncated = seed % 3 == 0 ? new ExactMultiplier() : new TruncatedMultiplier(1 + (seed % 8));
        return strategy switch
        {
            "high" => seed % 3 == 0 ? new(new ExactMultiplier(), new TruncatedAdder(drop))
                : seed % 3 == 1 ? new(new TruncatedMultiplier(drop), new ExactAdder())
                : new(new TruncatedMultiplier(1 + (drop / 2)), new TruncatedAdder(drop)),
            "rows" => new(AnyProducts[seed % AnyProducts.Length], seed % 2 == 0 ? new ExactAdder() : new TruncatedAdder(seed % 7)),
            "lanes" => new(truncated, seed % 2 == 0 ? new LowerPartOrAdder(1 + (seed % 15)) : new ErrorTolerantAdder(1 + (seed % 15))),
            _ => new(SumsOfProducts[seed % SumsOfProducts.Length], seed % 2 == 0 ? new ExactAdder() : new TruncatedAdder(0)),
        };
    }

    /// <summary>Of several ranks, with masks and without, with terms of bytes and without.</summary>
    private static readonly Multiplier[] SumsOfProducts =
    [
        new OperandTruncatedMultiplier(2), new DrumMultiplier(4), new ColumnTruncatedMultiplier(3), new BrokenArrayMultiplier(1, 3), new BrokenArrayMultiplier(2, 6), new ExactMultiplier(),
    ];

    /// <summary>Tables among them, of products for zero operands, too.</summary>
    private static readonly Multiplier[] AnyProducts = [ScrambledMultiplier.Table(), new MitchellMultiplier(), .. SumsOfProducts];

    /// <summary>Circuits that take nine bits of activation.</summary>
    internal static OperatorAssignment CentredOperators(int seed) => new(new OperatorPair(
        seed % 4 == 0 ? new ExactMultiplier() : new TruncatedMultiplier(seed % 8), Operators(seed).Default.Adder));

    /// <summary>Compiles all models into one assembly, which is far quicker than one each.</summary>
    internal static void AssertKernelsEqualReference(
        IEnumerable<(Network Model, OperatorAssignment Operators)> cases, string? strategy)
    {
        List<(Network Model, ExecutionPlan Plan)> planned = [];
        foreach ((Network network, OperatorAssignment operators) in cases)
        {
            try
            {
                planned.Add((network, Plan(network, operators, strategy, $"Model{planned.Count}")));
            }
            catch (DiagnosticException e) when (e.Diagnostic.Descriptor == Descriptors.StrategyInvalid)
            {
                // Skipped padding under an approximate operator, or too many products, cannot be unrolled.
            }
        }

        // Of 60 layers at least 25, and the same share of fewer.
        Assert.True(planned.Count >= 25 * Layers / 60, $"only {planned.Count} models could be planned");
        IReadOnlyList<CompiledRunner> runners = CompiledKernels.Of([.. planned.Select(p => p.Plan)]);
        for (int i = 0; i < planned.Count; i++)
        {
            Network network = planned[i].Model;
            SampleBatch samples = SampleBatch.Random(runners[i].Create().Inputs, 3, (ulong)i);
            byte[] expected = Outputs(() => new ReferenceEngine(network, planned[i].Plan.Operators), samples);
            byte[] actual = Outputs(runners[i].Create, samples);
            Assert.True(expected.AsSpan().SequenceEqual(actual), $"{network.Graph.Name} with {planned[i].Plan.Operators.Default} differs");
        }
    }

    internal static ExecutionPlan Plan(Network network, OperatorAssignment operators, string? strategy, string className) =>
        ExecutionPlanner.Plan(network, new PlanOptions(
            className, "Test", operators,
            strategy is null
                ? EquatableArray<StrategyRequest>.Empty
                : network.Graph.MacNodes.Select(layer => new StrategyRequest(layer.Name, strategy)).ToEquatableArray()));

    /// <summary>The bytes of all outputs.</summary>
    internal static byte[] Outputs(Func<IModelRunner> create, SampleBatch samples) =>
        [.. BatchRunner.Run(create, samples).SelectMany(output => output.Data.ToArray())];
}
