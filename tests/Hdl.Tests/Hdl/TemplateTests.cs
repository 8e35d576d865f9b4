using System.Text.RegularExpressions;
using QMacVerify.Compiler.Hdl;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Hdl.Tests.Hdl;

public partial class TemplateTests
{
    public static TheoryData<string> Templates() =>
        [.. Directory.GetFiles(RepositoryFiles.PathOf("templates")).Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal)];

    /// <summary>Handlebars would read <c>{{8{a[7]}}, a}</c> as a hole; in a template it is written <c>{ {8{a[7]}}, a }</c>.</summary>
    [Theory]
    [MemberData(nameof(Templates))]
    public void Template_DoubleBraces_AreNamedHolesOnly(string template)
    {
        string withoutHoles = Hole().Replace(EmbeddedText.Template(template), "");
        Assert.DoesNotContain("{{", withoutHoles, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("assign p = {{8{a[7]}}, a};")]
    [InlineData("assign p = {{a, b}, c};")]
    public void Hole_VerilogBraces_AreNotTakenForOne(string verilog) =>
        Assert.Contains("{{", Hole().Replace(verilog, ""), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Templates))]
    public void Template_FirstLine_NamesTheMethodThatFillsIt(string template) =>
        Assert.StartsWith("{{!-- Filled by BenchWriter.", EmbeddedText.Template(template), StringComparison.Ordinal);

    [Fact]
    public void Render_HoleWithoutValue_Throws() =>
        Assert.ThrowsAny<Exception>(() => TemplateRenderer.Render("adder_tb.v", new { Spec = "exact" }));

    [Fact]
    public void Render_VerilogOperatorsInValue_AreNotEscaped() =>
        Assert.Contains("<a & \"b\">", TemplateRenderer.Render("adder_tb.v", new { Spec = "<a & \"b\">", VectorCount = "1" }), StringComparison.Ordinal);

    [GeneratedRegex(@"\{\{(!--[^{}]*--|#each [A-Z]\w*|#if @?\w+|else|/each|/if|[A-Z]\w*)\}\}")]
    private static partial Regex Hole();
}
