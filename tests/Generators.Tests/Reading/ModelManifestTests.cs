using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Reading;

namespace QMacVerify.Generators.Tests.Reading;

public sealed class ModelManifestTests
{
    [Fact]
    public void Read_EveryField_ArrivesAsItIs()
    {
        ModelItem item = ReadItem("../a #;'b\tC\tN.S\ttrunc:2\t\tops.json\ta=b;c=loops|e=unrolled\t/home/x.csproj", out DiagnosticInfo? problem);

        Assert.Null(problem);
        Assert.Equal("/home/a #;'b", item.Folder);
        Assert.Equal(("C", "N.S", "trunc:2", null), (item.ClassName, item.Namespace, item.Multiplier, item.Adder));
        Assert.Equal("/home/demo/ops.json", item.Assign);
        Assert.Equal(["/home/a #;'b/graph.json", "/home/a #;'b/quant_spec.json", "/home/a #;'b/params.b64.txt", "/home/demo/ops.json"], item.Files);
        Assert.Equal(FilePosition.StartOf("/home/x.csproj"), item.Position);
    }

    [Fact]
    public void Read_Strategies_AreSplitAtBarsAndTheLastEqualsSign()
    {
        ModelItem item = ReadItem("p\t\tN\t\t\t\tmodel/conv;bias=1=loops | fc=unrolled\tx", out _);

        Assert.Equal([new StrategyRequest("model/conv;bias=1", "loops"), new StrategyRequest("fc", "unrolled")], item.Strategies);
    }

    [Theory]
    [InlineData("export/cnn_small", "CnnSmall")]
    [InlineData("export/cnn_small/", "CnnSmall")]
    [InlineData(@"export\2nd-net", "Model2ndNet")]
    [InlineData("/", "Model")]
    [InlineData("export/class", "Class")]
    public void Read_NoClass_TakesTheFoldersName(string folder, string expected) =>
        Assert.Equal(expected, ReadItem($"{folder}\t\tN\t\t\t\t\tx", out _).ClassName);

    [Fact]
    public void Read_LineEndsOfWindows_AreTaken()
    {
        ModelManifest manifest = ModelManifest.Read(new TextFile("m", "qmac.models/2\tC:\\demo\r\nmodel\tp\tA\tN\t\t\t\t\tx\r\n"));

        Assert.Empty(manifest.Problems);
        Assert.Equal("/C:/demo/p", Assert.Single(manifest.Items).Folder);
    }

    [Fact]
    public void Read_Operators_AreKeysOfTheirPaths()
    {
        ModelManifest manifest = ModelManifest.Read(new TextFile("m", "qmac.models/2\t/home/demo\noperator\t../a, b.qop.json\noperator\t/c.qop.json\n"));

        Assert.Empty(manifest.Problems);
        Assert.Equal(["/home/a, b.qop.json", "/c.qop.json"], manifest.Operators);
    }

    [Theory]
    [InlineData("operator\ta\tb")]
    [InlineData("operator")]
    [InlineData("model\tp")]
    [InlineData("thing\tp\tA\tN\t\t\t\t\tx")]
    public void Read_LineOfAnotherForm_IsAProblem(string line) =>
        Assert.Equal(2, Assert.Single(ModelManifest.Read(new TextFile("m", $"qmac.models/2\t/d\n{line}\n")).Problems).Position!.Line);

    [Fact]
    public void Read_EqualText_GivesEqualManifests()
    {
        ModelManifest Read() => ModelManifest.Read(new TextFile("m", "qmac.models/2\t/d\nmodel\tp\tA\tN\t\t\t\ta=b\tx\nmodel\tp\ta\tN\t\t\t\t\tx\n"));

        Assert.Equal(Read(), Read());
        Assert.Single(Read().Problems);
    }

    private static ModelItem ReadItem(string line, out DiagnosticInfo? problem)
    {
        ModelManifest manifest = ModelManifest.Read(new TextFile("m", $"qmac.models/2\t/home/demo\nmodel\t{line}\n"));
        problem = manifest.Problems.Count > 0 ? manifest.Problems[0] : null;
        return Assert.Single(manifest.Items);
    }
}
