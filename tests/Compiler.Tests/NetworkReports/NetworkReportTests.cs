using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.NetworkReports;

[Trait("Category", "Slow")]
public sealed class NetworkReportTests(ReportFiles report) : IClassFixture<ReportFiles>
{
    [Fact]
    public void Report_Page_HasAllSectionsAndPictures()
    {
        string page = File.ReadAllText(report.Page);

        Assert.Equal(ReportFiles.Sections, Regex.Matches(page, "<section class=\"panel\" id=\"([a-z]+)\"").Select(match => match.Groups[1].Value));
        foreach (string kind in (string[])["graph", "ranges", "share", "errors", "scatter"])
        {
            Assert.Contains($"<svg class=\"picture {kind}\"", page, StringComparison.Ordinal);
        }

        Assert.Matches("class=\"point front chosen\"><title>point-02.json: cost 0.5000, unseen 83.33 % [^<]*; [0-9]+ × trunc:5", page);
        Assert.Contains(">this report</text>", page, StringComparison.Ordinal);
        Assert.Equal(["1", "3"], Regex.Matches(page, "logit_lsb\"[^>]*>([0-9]+)</data><span class=\"quiet\"> \\(trivial\\)").Select(match => match.Groups[1].Value));
        Assert.Contains("digits &lt;search&gt;", page, StringComparison.Ordinal);
        Assert.Contains("all table:m.npy", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_EveryNumberOfThePage_IsThatOfTheJson()
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(report.Json));

        Assert.InRange(PageNumbers.RequireEqual(File.ReadAllText(report.Page), json.RootElement), 250, 10_000);
    }

    [Fact]
    public void Report_SameInputs_SameBytes()
    {
        using TemporaryFolder other = new();
        QMac.Success(report.Arguments(other.PathOf("a.html"), other.PathOf("a.json")));

        Assert.Equal(File.ReadAllBytes(report.Page), File.ReadAllBytes(other.PathOf("a.html")));
        Assert.Equal(File.ReadAllBytes(report.Json), File.ReadAllBytes(other.PathOf("a.json")));
    }

    [Fact]
    public void Report_Page_LetsInNothingButItsOwnStyleAndScript()
    {
        string page = File.ReadAllText(report.Page);
        string policy = Regex.Match(page, "http-equiv=\"Content-Security-Policy\" content=\"([^\"]*)\"").Groups[1].Value;

        Assert.Equal(
            $"default-src 'none'; style-src '{Hash("style")}'; script-src '{Hash("script")}'; img-src data:; base-uri 'none'; form-action 'none'", policy);
        Assert.DoesNotContain("://", page, StringComparison.Ordinal);
        Assert.DoesNotMatch("<[^>]+ (style|on[a-z]+)=", page);

        string Hash(string element)
        {
            string text = Assert.Single(Regex.Matches(page, $"<{element}>(.*?)</{element}>", RegexOptions.Singleline)).Groups[1].Value;
            return $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";
        }
    }

    [Fact]
    public void Report_LinksAndIdentifiers_FitTogether()
    {
        string page = File.ReadAllText(report.Page);
        string[] ids = [.. Regex.Matches(page, " id=\"([^\"]+)\"").Select(match => match.Groups[1].Value)];

        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(Regex.Matches(page, "href=\"#([^\"]+)\"").Select(match => match.Groups[1].Value), link => Assert.Contains(link, ids));
    }

    [Fact]
    public void Report_Claims_SayWhatIsKnownAndHow()
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(report.Json));
        (string, string)[] claims = [.. json.RootElement.GetProperty("claims").EnumerateArray().Select(claim =>
            (claim.GetProperty("standing").GetString()!, claim.GetProperty("with").GetString()!))];

        Assert.Equal(
            [
                ("proved", "qmac constraints"), ("proved", "qmac constraints"), ("proved", "qmac check"), ("tested", "reference engine"), ("tested", "reference engine"),
                ("proved", "Icarus Verilog 11.0, generated C#"), ("not looked at", "qmac opcheck --op exact"), ("tested", "compiled kernels"),
                ("not looked at", "qmac compare --pkg DIR --against tensors.npz"), ("not looked at", "qmac compile --pkg DIR, and the bench that it writes"),
            ],
            claims);
    }

    [Fact]
    public void Report_PackageAlone_SaysWhatWouldFillItsSections()
    {
        using TemporaryFolder folder = new();
        string text = QMac.Success("report", "--pkg", report.Model.Folder, "--out", folder.PathOf("r.html"), "--json", folder.PathOf("r.json"));
        string page = File.ReadAllText(folder.PathOf("r.html"));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(folder.PathOf("r.json")));

        Assert.Contains("<code>qmac report --pkg DIR --data SPEC</code>", page, StringComparison.Ordinal);
        Assert.Contains("<code>qmac report --pkg DIR --front results/search/NET</code>", page, StringComparison.Ordinal);
        Assert.Contains("== Verification ==", text, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("evaluation").ValueKind);
        PageNumbers.RequireEqual(page, json.RootElement);
    }

    /// <summary>A ball around the first sample: the others lie outside, and the second program finds its box among the elements.</summary>
    [Fact]
    public void Report_Region_IsWhatItsBoundsHoldFor()
    {
        using TemporaryFolder folder = new();
        QMac.Success(
            "report", "--pkg", report.Model.Folder, "--region", "linf", "--center", report.Model.Images, "--sample", "0", "--eps", "1", "--search", "2",
            "--data", report.Model.Images, "--labels", report.Model.Labels, "--limit", "5", "--out", folder.PathOf("r.html"), "--json", folder.PathOf("r.json"));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(folder.PathOf("r.json")));
        using JsonDocument full = JsonDocument.Parse(File.ReadAllText(report.Json));
        JsonElement bounds = json.RootElement.GetProperty("bounds");

        Assert.Equal(("linf", 1, true), (bounds.GetProperty("region").GetString(), bounds.GetProperty("observed_samples").GetInt32(), bounds.GetProperty("check").GetProperty("accepted").GetBoolean()));
        Assert.True(Width(json) < Width(full));
        Assert.Equal(5, json.RootElement.GetProperty("evaluation").GetProperty("data").GetProperty("samples").GetInt32());
        Assert.Contains("for every input of the region &quot;linf&quot;: guaranteed", File.ReadAllText(folder.PathOf("r.html")), StringComparison.Ordinal);

        static long Width(JsonDocument json)
        {
            JsonElement sound = json.RootElement.GetProperty("layers").EnumerateArray().First(layer => layer.TryGetProperty("sound", out _)).GetProperty("sound").GetProperty("accumulator");
            return sound[1].GetInt64() - sound[0].GetInt64();
        }
    }

    [SkippableFact]
    public void Report_ResNet8OnCircuits_IsSmall()
    {
        using TemporaryFolder folder = new();
        string model = SharedMaterial.PathOf("models", "resnet8_cifar10", "model.tflite");
        string circuit = SharedMaterial.PathOf("operators", "mul8s_1KX2.npy");
        QMac.Success("export", "--tflite", model, "--out", folder.PathOf("p"));
        QMac.Success("report", "--pkg", folder.PathOf("p"), "--amul", $"table:{circuit},signed", "--out", folder.PathOf("r.html"));

        Assert.InRange(new FileInfo(folder.PathOf("r.html")).Length, 50_000, 2_000_000);
    }

    [Theory]
    [InlineData("\"schema\": \"qmac.front/1\"", "\"schema\": \"qmac.front/2\"", "found \"qmac.front/2\", written by a newer qmac: this one reads up to /1; update qmac")]
    [InlineData("\"model\": { \"name\": \"cnn_small\", \"sha256\": \"", "\"model\": { \"name\": \"<other>\", \"sha256\": \"0", "front.json was made for another package: that of \"<other>\" with SHA-256 \"0")]
    [InlineData("\"correct\": 25", "\"correct\": 41", "found 41, expected an integer from 0 to 40")]
    [InlineData("\"cost\": 0.625", "\"price\": 0.625", "member \"cost\" is missing")]
    public void Report_FrontThatIsNone_IsRefused(string right, string wrong, string message)
    {
        using TemporaryFolder folder = new();
        string text = File.ReadAllText(report.FrontFile);
        Assert.Contains(right, text, StringComparison.Ordinal);
        File.WriteAllText(folder.PathOf("front.json"), text.Replace(right, wrong, StringComparison.Ordinal));

        Assert.Contains(message, QMac.RefusalLeaving(folder.Path, "report", "--pkg", report.Model.Folder, "--front", folder.Path, "--out", folder.PathOf("r.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void Report_BadOptions_AreRefused()
    {
        string[] verb = ["report", "--pkg", report.Model.Folder];

        Assert.Contains("expected qmac.opcheck/1 or qmac.opcheck_all/1", QMac.Refusal([.. verb, "--opcheck", report.Json]), StringComparison.Ordinal);
        Assert.Contains("There is no file", QMac.Refusal([.. verb, "--opcheck", "nowhere.json"]), StringComparison.Ordinal);
        Assert.Contains("--observe goes with --data", QMac.Refusal([.. verb, "--observe", "3"]), StringComparison.Ordinal);
        Assert.Contains("--steps is for models that have", QMac.Refusal([.. verb, "--data", report.Model.Images, "--steps", "2"]), StringComparison.Ordinal);
        Assert.Contains("--region linf takes --center", QMac.Refusal([.. verb, "--region", "linf"]), StringComparison.Ordinal);
        Assert.Contains("--seed goes with --search", QMac.Refusal([.. verb, "--seed", "3"]), StringComparison.Ordinal);
    }
}

/// <summary>Compares the numbers of a page with those of its JSON.</summary>
internal static class PageNumbers
{
    /// <summary>Every element <c>data</c> names its place in the JSON, has the value from there, and shows it.</summary>
    /// <returns>How many there are.</returns>
    public static int RequireEqual(string page, JsonElement json)
    {
        MatchCollection elements = Regex.Matches(page, "<data value=\"([^\"]*)\" data-json=\"([^\"]*)\"[^>]*>([^<]*)</data>");
        foreach (Match element in elements)
        {
            string[] parts = [.. element.Groups.Values.Skip(1).Select(group => WebUtility.HtmlDecode(group.Value))];
            Assert.Equal((parts[1], ReportFiles.ValueAt(json, parts[1])), (parts[1], parts[0]));
            if (long.TryParse(parts[0], out long number))
            {
                Assert.Contains(number.ToString("N0", System.Globalization.CultureInfo.InvariantCulture), parts[1].EndsWith("seed", StringComparison.Ordinal) ? $"{number:N0}" : parts[2], StringComparison.Ordinal);
            }
        }

        return elements.Count;
    }
}
