using System.Text.RegularExpressions;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Integration.Tests;

/// <summary>The generated project of the built-in network, outside the repository and inside it.</summary>
public sealed partial class GeneratedProjectTests(ExpectedRun expected) : IClassFixture<ExpectedRun>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private readonly string _inside = RepositoryFiles.PathOf("artifacts", $"test-{Guid.NewGuid():n}");

    private string Samples => _folder.PathOf("x.npy");

    public void Dispose()
    {
        _folder.Dispose();
        if (Directory.Exists(_inside))
        {
            Directory.Delete(_inside, recursive: true);
        }
    }

    [Fact]
    public void GeneratedProject_OutsideTheRepository_RunsAsQmacDoes()
    {
        GeneratedProject project = Compile(_folder.PathOf("project"));

        AssertRuns(project.DotNetRun(Samples, "--out", _folder.PathOf("out")), _folder.PathOf("out"));
        AssertRefusesBadInput(project);
        AssertChecksItself(project);
    }

    [Fact]
    public void GeneratedProject_InsideTheRepository_TakesNothingFromIt()
    {
        GeneratedProject project = Compile(_inside);

        AssertRuns(project.DotNetRun(Samples, "--out", _folder.PathOf("out")), _folder.PathOf("out"));
    }

    [Fact]
    public void CheckedBuild_SoundBounds_HoldAndShrunkOnesDoNot()
    {
        GeneratedProject project = Compile(_folder.PathOf("project"));

        string sound = project.Build("checked", "-p:QMacChecked=true");
        AssertRuns(project.Run(sound, Samples, "--out", _folder.PathOf("out")), _folder.PathOf("out"));

        string constraints = _folder.PathOf("project", "D_sound.json");
        File.WriteAllText(constraints, FirstAccumulator().Replace(File.ReadAllText(constraints), "\"acc\": [0, 0]", 1));
        string shrunk = project.Build("shrunk", "-p:QMacChecked=true", "--no-restore");
        ChildResult failed = project.Run(shrunk, Samples, "--out", _folder.PathOf("none"));
        Assert.Equal((1, ""), (failed.ExitCode, failed.Output));
        Assert.Matches(@"\AThe accumulator of layer 0 ""conv1"", channel 0, is -?\d+, outside its sound bounds \[0, 0\]\.\n\z", failed.Error);
        Assert.False(Directory.Exists(_folder.PathOf("none")));
    }

    [GeneratedRegex(@"""acc"": \[[^\]]*\](?=, ""out"")")]
    private static partial Regex FirstAccumulator();

    private GeneratedProject Compile(string folder)
    {
        NpyFormat.WriteFile(Samples, NpzArchive.ReadFile(expected.PathOf("outputs.npz"))["input_0"]);
        return GeneratedProject.Compile(expected.Package, folder, ExpectedRun.Operators);
    }

    private void AssertRuns(ChildResult result, string folder)
    {
        Assert.Equal((0, $"20 samples, outputs in {Path.Combine(folder, "outputs.npz")}\n", ""), (result.ExitCode, result.Output, result.Error));
        foreach (string name in (string[])["outputs.npz", "D_sound.json"])
        {
            Assert.Equal(File.ReadAllBytes(expected.PathOf(name)), File.ReadAllBytes(Path.Combine(folder, name)));
        }
    }

    private static void AssertChecksItself(GeneratedProject project)
    {
        string program = Path.Combine(project.Folder, "bin", "Release", "net10.0", "CnnSmall.dll");
        Assert.Equal(new ChildResult(0, "self-check: PASS, 10 elements of 1 outputs are as expected\n", ""), project.Run(program, "--self-check"));

        string expected = Path.Combine(Path.GetDirectoryName(program)!, "selfcheck", "output_0.npy");
        byte[] bytes = File.ReadAllBytes(expected);
        bytes[^1]++;
        File.WriteAllBytes(expected, bytes);
        Assert.Equal(new ChildResult(1, "self-check: FAIL, output_0.npy is not the file that SHA256SUMS names\n", ""), project.Run(program, "--self-check"));

        File.Delete(expected);
        ChildResult absent = project.Run(program, "--self-check");
        Assert.Equal((2, ""), (absent.ExitCode, absent.Output));
    }

    private void AssertRefusesBadInput(GeneratedProject project)
    {
        string program = Path.Combine(project.Folder, "bin", "Release", "net10.0", "CnnSmall.dll");
        File.WriteAllText(_folder.PathOf("bad.npy"), "no array");

        foreach (string[] arguments in (string[][])[[], ["--what"], [_folder.PathOf("bad.npy")], [_folder.PathOf("absent.npy")], [Samples, Samples]])
        {
            ChildResult result = project.Run(program, [.. arguments, "--out", _folder.PathOf("none")]);
            Assert.Equal((2, ""), (result.ExitCode, result.Output));
            Assert.Matches(@"\A[^\n]+\n\z", result.Error);
            Assert.False(Directory.Exists(_folder.PathOf("none")));
        }
    }
}
