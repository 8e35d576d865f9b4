using QMacVerify.Compiler.Templates;
using QMacVerify.Tests.Shared;
using Scriban.Syntax;

namespace QMacVerify.Hdl.Tests.Hdl;

public class TemplateTests
{
    public static TheoryData<string> Templates() =>
        [.. Directory.GetFiles(RepositoryFiles.PathOf("templates"), "*.scriban").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Templates))]
    public void Template_Text_Parses(string template) =>
        Assert.False(TemplateRenderer.Parse(template, EmbeddedText.Template(template)).HasErrors);

    /// <summary>Braces of Verilog that stand together are no hole: in a template they are written <c>{ {8{a[7]}}, a }</c>.</summary>
    [Theory]
    [InlineData("assign p = {{8{a[7]}}, a};", "t.v.scriban(2,17)")]
    [InlineData("assign p = {{a, b}, c};", "t.v.scriban(2,")]
    [InlineData("assign p = {{16{product[15]}}, product};", "t.v.scriban(2,")]
    public void Parse_VerilogBraces_IsRefusedWithItsPlace(string verilog, string place)
    {
        InvalidOperationException e = Assert.Throws<InvalidOperationException>(() => TemplateRenderer.Parse("t.v", $"// A module.\n{verilog}\n"));
        Assert.StartsWith(place, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Templates))]
    public void Template_FirstLine_NamesTheMethodThatFillsIt(string template) =>
        Assert.Matches(@"\A\{\{~ # Filled by [A-Z]\w+\.[A-Z]\w+: .* ~\}\}\n", EmbeddedText.Template(template));

    [Fact]
    public void Render_HoleWithoutValue_NamesTemplatePlaceAndHole()
    {
        ScriptRuntimeException e = Assert.Throws<ScriptRuntimeException>(() => TemplateRenderer.Render("adder_tb.v", new { Spec = "exact" }));
        Assert.Equal("adder_tb.v.scriban(2,26) : error : The variable or function `VectorCount` was not found", e.Message);
    }

    [Fact]
    public void Render_ItemOfAListWithoutAHole_NamesTemplatePlaceAndHole()
    {
        ScriptRuntimeException e = Assert.Throws<ScriptRuntimeException>(
            () => TemplateRenderer.Render("mul_tables_tb.v", new { Count = "1", Multipliers = new[] { new { Spec = "exact", Index = "0" } } }));
        Assert.StartsWith("mul_tables_tb.v.scriban(", e.Message, StringComparison.Ordinal);
        Assert.Contains("Instance", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RenderHtml_ValueAndMarkup_OnlyTheValueIsEscaped()
    {
        Assert.Equal("<h3>&lt;a href=&#39;x&#39;&gt; &amp; &quot;b&quot; \\u202e</h3>\n", TemplateRenderer.RenderHtml("report_heading.html", new { Block = new { Text = "<a href='x'> & \"b\" \u202e" } }).Text);
        Assert.Equal("<h3><b>x</b></h3>\n", TemplateRenderer.RenderHtml("report_heading.html", new { Block = new { Text = new Markup("<b>x</b>") } }).Text);
    }

    [Fact]
    public void Render_VerilogOperatorsInValue_AreNotEscaped() =>
        Assert.Contains("<a & \"b\">", TemplateRenderer.Render("adder_tb.v", new { Spec = "<a & \"b\">", VectorCount = "1" }), StringComparison.Ordinal);
}
