using QMacVerify.Compiler.Circuits;
using QMacVerify.Compiler.Import.Tflite;
using QMacVerify.Compiler.Reference;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Run;

/// <summary>Real models on the tables of real circuits: compiled equals reference, every byte.</summary>
[Trait("Category", "Slow")]
public sealed class TableModelTests
{
    private const int Samples = 12;

    /// <summary>Of low and of high rank; not commutative; above the exact product; with products for zero operands.</summary>
    public static TheoryData<string, string> ModelsAndTables
    {
        get
        {
            TheoryData<string, string> data = [];
            foreach (string table in (string[])["mul8s_1KX2", "mul8s_1KRC", "mul8u_2AC", "mul8u_17KS", "mul8u_L40"])
            {
                data.Add("resnet8_cifar10", table);
                data.Add("kws_dscnn", table);
            }

            return data;
        }
    }

    [SkippableTheory]
    [MemberData(nameof(ModelsAndTables))]
    public void Compiled_OnATable_EqualsReference(string name, string table)
    {
        string spec = $"table:{SharedMaterial.PathOf("operators", table + ".npy")}{(table.StartsWith("mul8u", StringComparison.Ordinal) ? ",unsigned,wrap=sign_magnitude" : ",signed")}";
        OperatorAssignment operators = new(new OperatorPair(OperatorResolver.Multiplier(spec).Multiplier, new ExactAdder()));
        string file = SharedMaterial.PathOf("models", name, "model.tflite");
        Network network = TfliteImporter.Import(File.ReadAllBytes(file), file, "model");
        SampleBatch samples = InputReader.Read(
            new ReferenceEngine(network, operators).Inputs,
            [NpyFormat.ReadFile(SharedMaterial.PathOf("models", name, "input_0.npy"))],
            quantize: false,
            limit: Samples);

        NpyArray expected = BatchRunner.Run(() => new ReferenceEngine(network, operators), samples)[0];
        NpyArray actual = BatchRunner.Run(CompiledKernels.Of(PlannedNetwork.Of(network, operators).Plan).Create, samples)[0];
        NpyArray exact = BatchRunner.Run(CompiledKernels.Of(PlannedNetwork.Of(network, OperatorAssignment.Exact).Plan).Create, samples)[0];

        Assert.True(expected.Data.SequenceEqual(actual.Data), $"{name} on {table} differs");
        Assert.False(exact.Data.SequenceEqual(actual.Data), $"{name} on {table} is exact");
    }
}
