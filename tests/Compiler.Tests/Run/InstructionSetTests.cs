using System.Reflection;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using QMacVerify.Compiler.Build;
using QMacVerify.Compiler.Import;
using QMacVerify.Compiler.Import.Onnx;
using QMacVerify.Compiler.Import.Tflite;
using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Emit;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Planning.Strategies;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Run;

/// <summary>Kernels of every strategy, and whole models, on machines with fewer instructions: the bits of the reference.</summary>
/// <remarks>Instructions are taken from a process by its environment, so kernels are compiled once, here, and run in one child for each machine.</remarks>
[Trait("Category", "Slow")]
public sealed class InstructionSetTests : IDisposable
{
    public const string Part = "kernels";

    private const int LayersOfAStrategy = 6;
    private const string Has = "instructions: ";

    /// <summary>Variables that take instructions from a process, with those that remain.</summary>
    private static readonly (string Variable, string[] Remaining)[] Machines =
    [
        ("DOTNET_EnableAVXVNNI", ["Vector128", "Avx", "Avx2"]),
        ("DOTNET_EnableAVX2", ["Vector128", "Avx"]),
        ("DOTNET_EnableAVX", ["Vector128"]),
        ("DOTNET_EnableHWIntrinsic", []),
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>What this process has of the instructions that kernels ask for.</summary>
    private static IEnumerable<string> InstructionSets =>
        from set in ((string Name, bool IsThere)[])[("Vector128", Vector128.IsHardwareAccelerated), ("Avx", Avx.IsSupported), ("Avx2", Avx2.IsSupported), ("AvxVnni", AvxVnni.IsSupported)]
        where set.IsThere
        select set.Name;

    [Fact]
    public void Kernels_OfEveryStrategyAndOperation_GiveTheSameBitsOnEveryMachine() => AssertSameBits(
    [
        .. KernelStrategies.Names.SelectMany(LayersOf),
        .. TinyGraphs.EveryOperation().Take(10).Concat(Enumerable.Range(0, 10).Select(TinyGraphs.RandomWideTranspose))
            .Select((network, i) => (network, KernelComparison.Plan(network, KernelComparison.Operators(i), null, $"Operations{i}"))),
    ]);

    [SkippableFact]
    public void Kernels_OfWholeModels_GiveTheSameBitsOnEveryMachine()
    {
        string tflite = SharedMaterial.PathOf("models", "resnet8_cifar10", "model.tflite");
        string onnx = SharedMaterial.PathOf("models", "onnx_resnet8_qop", "model.onnx");
        Network resNet8 = TfliteImporter.Import(File.ReadAllBytes(tflite), tflite, "resnet8");
        Network onnxResNet8 = OnnxImporter.ImportFile(onnx, "onnx", new Dictionary<string, int[]>(), ModelCut.None).Require();
        OperatorAssignment approximate = new(new OperatorPair(new TruncatedMultiplier(2), new LowerPartOrAdder(4)));
        AssertSameBits(
        [
            (resNet8, KernelComparison.Plan(resNet8, OperatorAssignment.Exact, null, "Exact")),
            (resNet8, KernelComparison.Plan(resNet8, approximate, null, "Approximate")),
            (onnxResNet8, KernelComparison.Plan(onnxResNet8, OperatorAssignment.Exact, null, "Onnx")),
        ]);
    }

    /// <summary>The child's part: runs classes of an assembly on random inputs and prints the hashes of their outputs.</summary>
    /// <param name="arguments">The assembly, then names of classes.</param>
    internal static int RunKernels(string[] arguments)
    {
        Console.WriteLine($"{Has}{string.Join(' ', InstructionSets)}");
        Assembly assembly = Assembly.LoadFile(arguments[0]);
        foreach (string name in arguments[1..])
        {
            Console.WriteLine(Line(name, new CompiledRunner(assembly.GetType(name, throwOnError: true)!).Create));
        }

        return 0;
    }

    /// <summary>Random layers that a strategy takes.</summary>
    private static IEnumerable<(Network Model, ExecutionPlan Plan)> LayersOf(string strategy)
    {
        List<(Network Model, ExecutionPlan Plan)> plans = [];
        for (int seed = 0; plans.Count < LayersOfAStrategy; seed++)
        {
            Assert.True(seed < 300, $"{strategy} takes {plans.Count} of {seed} random layers");
            Network network = strategy == "depthwise" ? TinyGraphs.RandomWideDepthwise(seed) : strategy == "bytes" ? TinyGraphs.RandomNarrowLayer(seed) : TinyGraphs.RandomWideLayer(seed);
            OperatorPair operators = strategy is "high" or "lanes" or "rank" ? KernelComparison.WideOperators(strategy, seed) : OperatorPair.Exact;
            try
            {
                plans.Add((network, KernelComparison.Plan(network, new(operators), strategy, $"{strategy}{seed}")));
            }
            catch (DiagnosticException e) when (e.Diagnostic.Descriptor == Descriptors.StrategyInvalid)
            {
                // Not a layer for this strategy.
            }
        }

        return plans;
    }

    private void AssertSameBits(IReadOnlyList<(Network Model, ExecutionPlan Plan)> cases)
    {
        EmittedClass[] classes = [.. cases.Select(each => ModelEmitter.EmitClass(each.Plan))];
        string assembly = _folder.PathOf("Kernels.dll");
        File.WriteAllBytes(assembly, RoslynCompiler.Compile("Kernels", classes, isChecked: false, CancellationToken.None));
        MethodSizes.AssertWithinLimits(assembly);
        string[] names = [.. classes.Select(each => each.FullName)];
        string[] expected = [.. cases.Select((each, i) => Line(names[i], () => new ReferenceEngine(each.Model, each.Plan.Operators)))];
        foreach ((string variable, string[] remaining) in Machines)
        {
            ChildResult result = TestProgram.Run(Part, [assembly, .. names], new Dictionary<string, string?> { [variable] = "0" });
            Assert.Equal((0, ""), (result.ExitCode, result.Error));
            string[] lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

            Assert.Equal($"{Has}{string.Join(' ', remaining.Intersect(InstructionSets))}", lines[0]);
            Assert.Equal(expected, lines[1..]);
        }
    }

    /// <summary>A name, and the hash of what its runner makes of random inputs.</summary>
    private static string Line(string name, Func<IModelRunner> create)
    {
        SampleBatch samples = SampleBatch.Random(create().Inputs, 1, (ulong)name.Length);
        return $"{name} {Convert.ToHexStringLower(SHA256.HashData(KernelComparison.Outputs(create, samples)))}";
    }
}
