using System.Text.Json;
using QMacVerify.Compiler.Packages;
using QMacVerify.Compiler.Tests.Optimize;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Commands;

/// <summary><c>qmac optimize</c> on a network made for the purpose.</summary>
public sealed class OptimizeCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public OptimizeCommandTests() => ModelPackage.Write(Package, PurposeMadeNetwork.Create());

    private string Package => _folder.PathOf("package");

    private string Reduced => _folder.PathOf("reduced");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Optimize_Text_SaysWhatWasRemovedAndWhy()
    {
        string[] lines = QMac.Success("optimize", "--pkg", Package, "--out", Reduced, "--amul", "trunc:2").Split('\n');

        Assert.Equal("layer        op                channels  left     MACs    left", lines[0]);
        Assert.Contains("conv_2       conv2d                  32    13   65,536  10,816", lines);
        Assert.Contains("removed \"conv_0\": 19 constant channels, 0 to 30; folded into the biases that follow", lines);
        Assert.Contains("kept \"conv_2\": constant channels 1, 3; \"conv_5\" reads what becomes of it, and its products depend on the input", lines);
        Assert.StartsWith($"{Reduced}: 76 of 138 channels and 0 weights removed, ", lines[^2], StringComparison.Ordinal);
    }

    [Fact]
    public void Optimize_Json_CountsAndNames()
    {
        using JsonDocument json = JsonDocument.Parse(QMac.Success("optimize", "--pkg", Package, "--out", Reduced, "--amul", "trunc:6", "--aadd", "trunc:4", "--json"));

        int[] macs = [.. json.RootElement.GetProperty("totals").GetProperty("macs").EnumerateArray().Select(count => count.GetInt32())];
        Assert.True(macs[1] <= macs[0] / 2, $"{macs[1]} of {macs[0]}");
        Assert.Equal("full", json.RootElement.GetProperty("region").GetString());
        Assert.Equal("constant_channels", json.RootElement.GetProperty("removals")[0].GetProperty("what").GetString());
    }

    [Fact]
    public void Optimize_Twice_GivesTheSameBytesAndLeavesThePackage()
    {
        IReadOnlyList<string> package = FolderContents.Of(Package);
        QMac.Success("optimize", "--pkg", Package, "--out", Reduced, "--amul", "trunc:2");
        IReadOnlyList<string> first = FolderContents.Of(Reduced);
        QMac.Success("optimize", "--pkg", Package, "--out", Reduced, "--amul", "trunc:2");

        Assert.Equal(first, FolderContents.Of(Reduced));
        Assert.Equal(package, FolderContents.Of(Package));
    }

    [Fact]
    public void Optimize_ReducedPackage_IsAPackageLikeAnyOther()
    {
        string[] input = ["--random-input", "--batch", "3"];
        QMac.Success("optimize", "--pkg", Package, "--out", Reduced, "--amul", "trunc:2", "--aadd", "loa:4");
        QMac.Success(["run", "--pkg", Package, .. input, "--amul", "trunc:2", "--aadd", "loa:4", "--out", _folder.PathOf("before")]);
        QMac.Success(["run", "--pkg", Reduced, .. input, "--out", _folder.PathOf("after")]);

        Assert.Equal(File.ReadAllBytes(_folder.PathOf("before/outputs.npz")), File.ReadAllBytes(_folder.PathOf("after/outputs.npz")));
        QMac.Success("constraints", "--pkg", Reduced, "--out", _folder.PathOf("d.json"));
        Assert.Contains("is accepted", QMac.Success("check", _folder.PathOf("d.json"), "--pkg", Reduced), StringComparison.Ordinal);
        Assert.Contains("nothing changed", QMac.Success("pack", "--pkg", Reduced), StringComparison.Ordinal);
        Assert.Contains("nothing can be removed", QMac.Success("optimize", "--pkg", Reduced, "--out", _folder.PathOf("again")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run", "--random-input")]
    [InlineData("constraints")]
    [InlineData("compile")]
    [InlineData("inspect")]
    public void ReducedPackage_OtherOperators_IsRefused(params string[] command)
    {
        QMac.Success("optimize", "--pkg", Package, "--out", Reduced, "--amul", "trunc:2");

        string message = QMac.RefusalLeaving(_folder.Path, [command[0], "--pkg", Reduced, .. command[1..], "--amul", "trunc:3"]);

        Assert.Equal(
            "QMAC0204: the network was reduced for amul trunc:2, aadd exact in layer \"conv_0\", not for amul trunc:3, aadd exact; give those operators, or run 'qmac optimize' on the package that it was made from",
            message);
    }

    [Fact]
    public void ReducedPackage_InputsOutsideTheRegion_AreRefused()
    {
        sbyte[] codes = [.. Enumerable.Repeat((sbyte)3, 8 * 8 * 3)];
        Write("centre.npy", codes);
        QMac.Success("optimize", "--pkg", Package, "--out", Reduced, "--region", "linf", "--center", _folder.PathOf("centre.npy"), "--eps", "2");
        codes[7] = 6;
        Write("outside.npy", codes);
        codes[7] = 5;
        Write("inside.npy", codes);

        QMac.Success("run", "--pkg", Reduced, "--input", _folder.PathOf("inside.npy"), "--out", _folder.PathOf("after"));
        QMac.Success("run", "--pkg", Package, "--input", _folder.PathOf("inside.npy"), "--out", _folder.PathOf("before"));
        Assert.Equal(File.ReadAllBytes(_folder.PathOf("before/outputs.npz")), File.ReadAllBytes(_folder.PathOf("after/outputs.npz")));
        QMac.Success("constraints", "--pkg", Reduced, "--out", _folder.PathOf("d.json"));
        Assert.Equal(
            "sample 0: element 7 of \"tensor_0\" has code 6, outside the region package: [1, 5]; the network was reduced for region linf and holds for no other input: run the package that it was made from",
            QMac.RefusalLeaving(_folder.Path, "run", "--pkg", Reduced, "--input", _folder.PathOf("outside.npy")));
        Assert.Equal(
            "the network was reduced for region linf, and full has other codes of \"tensor_0\": [-128, 127], not within [1, 5]; give no region, one inside it, or the package that it was made from",
            QMac.RefusalLeaving(_folder.Path, "constraints", "--pkg", Reduced, "--region", "full"));
    }

    [Fact]
    public void Compile_Optimize_IsOptimizeAndThenCompile()
    {
        QMac.Success("optimize", "--pkg", Package, "--out", Reduced, "--amul", "trunc:2");
        QMac.Success("compile", "--pkg", Reduced, "--out", _folder.PathOf("two"));
        QMac.Success("compile", "--pkg", Package, "--amul", "trunc:2", "--optimize", "--out", _folder.PathOf("one"));
        QMac.Success("compile", "--pkg", Package, "--amul", "trunc:2", "--out", _folder.PathOf("whole"));

        Assert.Equal(FolderContents.Of(_folder.PathOf("two")), FolderContents.Of(_folder.PathOf("one")));
        Assert.NotEqual(FolderContents.Of(_folder.PathOf("two")), FolderContents.Of(_folder.PathOf("whole")));
    }

    [Fact]
    public void Optimize_WrongUsage_IsRefused()
    {
        Assert.Equal(
            $"--out is the package itself, {Package}; the reduced one goes into another folder",
            QMac.RefusalLeaving(_folder.Path, "optimize", "--pkg", Package, "--out", Package));
        Assert.Equal("--quantize goes with --center or --data; see qmac optimize --help", QMac.Refusal("optimize", "--pkg", Package, "--quantize"));
        Assert.Equal("--region and what goes with it are for --optimize; see qmac compile --help", QMac.Refusal("compile", "--pkg", Package, "--region", "pixels"));
    }

    private void Write(string name, sbyte[] codes) => NpyFormat.WriteFile(_folder.PathOf(name), NpyArray.Create<sbyte>([1, 8, 8, 3], codes));
}
