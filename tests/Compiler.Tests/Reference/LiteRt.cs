using System.Text.Json;
using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Reference;

/// <summary>Desktop LiteRT itself: the plain-SIMD build of the npm package <c>@litertjs/core</c> under Node, driven by the harness of the shared folder.</summary>
/// <remarks>The package's folder is <c>QMAC_LITERT</c>, else <c>node_modules/@litertjs/core</c> of a folder around the repository. Tests install nothing; <c>./test</c> does.</remarks>
internal static class LiteRt
{
    private const string Build = "litert_wasm_compat_internal";

    /// <summary>A model with samples for its inputs.</summary>
    /// <param name="Model">A .tflite file.</param>
    /// <param name="Inputs">Samples one behind the other, of each input.</param>
    /// <param name="Outputs">How many outputs the model has.</param>
    internal sealed record Job(byte[] Model, IReadOnlyList<NpyArray> Inputs, int Outputs);

    /// <summary>Skips the calling test (a <c>SkippableFact</c>) where LiteRT cannot be run, with the reason.</summary>
    public static void Require()
    {
        Tools.Require("node");
        Skip.If(FindPackage() is null, "LiteRT is absent: set QMAC_LITERT to the folder of the npm package @litertjs/core.");
        _ = Harness();
    }

    /// <summary>The bytes of every output for all samples; null of a model that LiteRT refuses.</summary>
    public static IReadOnlyList<byte[][]?> Run(IReadOnlyList<Job> jobs)
    {
        using TemporaryFolder folder = new();

        // The package says "type": "module", which the harness is not: it takes the files from a folder of their own.
        foreach (string extension in (string[])[".js", ".wasm"])
        {
            File.Copy(Path.Combine(FindPackage()!, "wasm", Build + extension), folder.PathOf(Build + extension));
        }

        File.WriteAllText(folder.PathOf("jobs.json"), JsonSerializer.Serialize(jobs.Select((job, i) => Write(job, folder.PathOf($"{i}")))));

        // Each model runs a few samples: V8 need not optimize nine megabytes for them.
        ChildResult result = ChildProcess.Run(
            "node", ["--liftoff-only", Harness(), folder.PathOf("jobs.json")], folder.Path, new Dictionary<string, string?> { ["LRT_WASM"] = folder.Path, ["LRT_KIND"] = Build });
        Assert.True(result.ExitCode == 0, result.Error);
        return [.. jobs.Select((job, i) => File.Exists(folder.PathOf($"{i}", "info.json"))
            ? Enumerable.Range(0, job.Outputs).Select(k => File.ReadAllBytes(folder.PathOf($"{i}", $"out_{k}.bin"))).ToArray()
            : null)];
    }

    /// <summary>Runs all models at once, and compares every byte of the outputs with those of the reference interpreter.</summary>
    public static void AssertReferenceGivesItsBytes(IReadOnlyList<(string Name, Network Network, Job Job)> cases)
    {
        Assert.NotEmpty(cases);
        foreach (((string name, Network network, Job job), byte[][]? expected) in cases.Zip(Run([.. cases.Select(test => test.Job)])))
        {
            Assert.True(expected is not null, $"{name}: LiteRT refuses the model");
            IReadOnlyList<NpyArray> outputs = BatchRunner.Run(
                () => new ReferenceEngine(network, OperatorAssignment.Exact),
                InputReader.Read(new ReferenceEngine(network, OperatorAssignment.Exact).Inputs, job.Inputs, quantize: false));
            for (int k = 0; k < outputs.Count; k++)
            {
                Assert.True(outputs[k].Data.SequenceEqual(expected[k]), $"{name}: output {k} is not LiteRT's");
            }
        }
    }

    private static object Write(Job job, string folder)
    {
        Directory.CreateDirectory(folder);
        string model = Path.Combine(folder, "model.tflite");
        File.WriteAllBytes(model, job.Model);
        string[] inputs = [.. job.Inputs.Select((_, k) => Path.Combine(folder, $"in_{k}.bin"))];
        foreach ((string file, NpyArray input) in inputs.Zip(job.Inputs))
        {
            File.WriteAllBytes(file, input.Data.ToArray());
        }

        return new { model, inputs, @out = folder };
    }

    private static string Harness() => SharedMaterial.PathOf("spike", "litert", "lrt.js");

    private static string? FindPackage()
    {
        if (Environment.GetEnvironmentVariable("QMAC_LITERT") is string given)
        {
            return Directory.Exists(given) ? given : null;
        }

        for (DirectoryInfo? folder = new(RepositoryFiles.Root); folder is not null; folder = folder.Parent)
        {
            string package = Path.Combine(folder.FullName, "node_modules", "@litertjs", "core");
            if (Directory.Exists(package))
            {
                return package;
            }
        }

        return null;
    }
}
