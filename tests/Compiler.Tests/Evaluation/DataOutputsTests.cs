using QMacVerify.Compiler.Build;
using QMacVerify.Compiler.Circuits;
using QMacVerify.Compiler.Data;
using QMacVerify.Compiler.Evaluation;
using QMacVerify.Compiler.Packages;
using QMacVerify.Compiler.Run;
using QMacVerify.Compiler.Tests.Commands;
using QMacVerify.Generators;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Evaluation;

/// <summary>Outputs that are kept, chunk by chunk, on the built-in network, whose chunks have 1024 samples.</summary>
public sealed class DataOutputsTests(CnnSmallPackage package) : IClassFixture<CnnSmallPackage>
{
    private const int Samples = 2100;

    [Fact]
    public void Of_Interrupted_GoesOnWhereItStopped()
    {
        using TemporaryFolder folder = new();
        (PlannedPackage planned, DataSet data) = Prepare(folder);
        OutputStore store = new(folder.PathOf("kept"));
        byte[] expected = Outputs(null, null, default);
        using CancellationTokenSource interrupt = new();
        int done = 0;

        Assert.ThrowsAny<OperationCanceledException>(() => Outputs(store, () => interruptAt(1500), interrupt.Token));
        string first = Assert.Single(Directory.GetFiles(folder.PathOf("kept"), "*", SearchOption.AllDirectories));
        DateTime written = File.GetLastWriteTimeUtc(first);
        Assert.Equal(expected, Outputs(store, null, default));
        Assert.Equal(written, File.GetLastWriteTimeUtc(first));
        string[] files = [.. Directory.GetFiles(folder.PathOf("kept"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        Assert.Equal(["00000000-1024.npz", "00001024-1024.npz", "00002048-52.npz"], files.Select(file => Path.GetFileName(file)));

        // What is kept is read, as a changed one shows; what is damaged is computed again.
        byte[] good = File.ReadAllBytes(files[1]);
        File.WriteAllBytes(files[1], good[..^100]);
        Assert.Equal(expected, Outputs(store, null, default));
        Assert.Equal(good, File.ReadAllBytes(files[1]));
        NpzArchive other = new();
        other.Add("output_0", NpyArray.Create<sbyte>([1024, 10], new sbyte[10240]));
        other.WriteFile(files[1]);
        Assert.NotEqual(expected, Outputs(store, null, default));

        void interruptAt(int sample)
        {
            if (Interlocked.Increment(ref done) == sample)
            {
                interrupt.Cancel();
            }
        }

        byte[] Outputs(OutputStore? kept, Action? progress, CancellationToken cancellation) =>
            DataOutputs.Of(planned, data, RunSettings.Default, kept, progress, cancellation)[0].Data.ToArray();
    }

    [Fact]
    public void KeyOf_DependsOnPackageOperatorsDataAndBuild()
    {
        using TemporaryFolder folder = new();
        (PlannedPackage planned, DataSet data) = Prepare(folder);

        string[] keys =
        [
            OutputStore.KeyOf(planned, data, 1, ProgramModules.Ids),
            OutputStore.KeyOf(planned, data, 2, ProgramModules.Ids),
            OutputStore.KeyOf(planned, data with { Sha256 = "0" }, 1, ProgramModules.Ids),
            OutputStore.KeyOf(planned.WithExactOperators(), data, 1, ProgramModules.Ids),
            OutputStore.KeyOf(planned, data, 1, ["another build"]),
        ];

        Assert.Equal(keys.Length, keys.Distinct().Count());
        Assert.Contains(typeof(ExecutionPlan).Module.ModuleVersionId.ToString("n"), ProgramModules.Ids);
    }

    private (PlannedPackage Planned, DataSet Data) Prepare(TemporaryFolder folder)
    {
        sbyte[] codes = new sbyte[Samples * 28 * 28];
        new SplitMix64(3).FillInt8(codes);
        NpyFormat.WriteFile(folder.PathOf("x.npy"), NpyArray.Create<sbyte>([Samples, 28, 28, 1], codes));
        PlannedPackage planned = PlannedPackage.Of(
            ModelPackage.Read(package.Folder),
            new PlanRequest(null, PlannedNetwork.DefaultNamespace, new OperatorRequest(MultiplierSpec.Parse("trunc:4", out _), null, null), EquatableArray<StrategyRequest>.Empty),
            new OperatorSource(default));
        return (planned, DataSetReader.Read(new DataRequest([folder.PathOf("x.npy")]), planned.Network, default));
    }
}
