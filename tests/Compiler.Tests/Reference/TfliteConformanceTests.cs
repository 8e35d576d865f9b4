using QMacVerify.Compiler.Import.Tflite;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Reference;

/// <summary>Small models against the outputs of TensorFlow Lite Micro: every byte, with both engines.</summary>
[Trait("Category", "Slow")]
public class TfliteConformanceTests
{
    /// <summary>Families of cases, and how many there are: all are in scope. A fifth of them is part of the repository.</summary>
    public static TheoryData<string, int> Families => new()
    {
        { "activation", 31 },
        { "concat", 8 },
        { "conv2d", 52 },
        { "depthwise", 31 },
        { "elementwise", 38 },
        { "fully_connected", 20 },
        { "network", 30 },
        { "pad", 9 },
        { "pool", 18 },
        { "quantize", 14 },
        { "reduce", 16 },
        { "resize", 12 },
        { "shape", 22 },
        { "softmax", 7 },
        { "transpose_conv", 12 },
        { "two_inputs", 8 },
    };

    /// <summary>The cases of the repository, which need nothing beside it.</summary>
    [Theory]
    [MemberData(nameof(Families))]
    public void BothEngines_CommittedFamily_GiveTheReferenceBytes(string family, int expectedCases)
    {
        IReadOnlyList<ConformanceCase> cases = Cases(RepositoryFiles.PathOf("tests", "fixtures", "conformance_tflite", family), family);
        Assert.InRange(cases.Count, (expectedCases + 4) / 5, expectedCases);
        ConformanceCase.AssertBothEnginesGiveTheOutputs(cases);
    }

    [SkippableTheory]
    [MemberData(nameof(Families))]
    public void BothEngines_ConformanceFamily_GiveTheReferenceBytes(string family, int expectedCases)
    {
        IReadOnlyList<ConformanceCase> cases = Cases(SharedMaterial.PathOf("models", "conformance_tflite", family), family);
        Assert.Equal(expectedCases, cases.Count);
        ConformanceCase.AssertBothEnginesGiveTheOutputs(cases);
    }

    [SkippableFact]
    public void BothEngines_CmsisCases_GiveTheReferenceBytes()
    {
        IReadOnlyList<ConformanceCase> cases = Cases(SharedMaterial.PathOf("models", "cmsis_nn_op_cases"), "cmsis_nn_op_cases");
        Assert.Equal(62, cases.Count);
        ConformanceCase.AssertBothEnginesGiveTheOutputs(cases);
    }

    /// <summary>The models of a folder, with their arrays from <c>archive.npz</c>.</summary>
    internal static IReadOnlyList<ConformanceCase> Cases(string folder, string archive)
    {
        NpzArchive arrays = NpzArchive.ReadFile(Path.Combine(folder, archive + ".npz"));
        return [.. Directory.GetFiles(folder, "*.tflite").Order(StringComparer.Ordinal).Select(file => ConformanceCase.Of(
            Path.GetFileNameWithoutExtension(file), TfliteImporter.Import(File.ReadAllBytes(file), file, "model"), arrays))];
    }
}
