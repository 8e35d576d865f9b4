using System.Text.Json;
using System.Text.RegularExpressions;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.NetworkReports;

/// <summary>The page in a real browser, where one is installed: Debian's chromium, without a window.</summary>
[Trait("Category", "Slow")]
public sealed class ReportBrowserTests(ReportFiles report) : IClassFixture<ReportFiles>
{
    /// <summary>Clicks through the page as a reader does, and writes down what is seen.</summary>
    private const string Walk =
        """
        const seen = [];
        const wait = () => new Promise(done => setTimeout(done, 30));
        const overflow = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;
        const open = () => [...document.querySelectorAll(".panel")].filter(panel => panel.offsetHeight > 0).map(panel => panel.id).join("+");
        (async () => {
          for (const tab of document.querySelectorAll("[role=tab]")) {
            tab.click();
            await wait();
            seen.push("tab " + open() + " " + tab.getAttribute("aria-selected") + " overflow " + overflow());
          }
          const boxes = document.querySelectorAll("svg.graph a");
          for (const box of [boxes[1], boxes[boxes.length - 1]]) {
            box.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, view: window }));
            await wait();
            const cards = [...document.querySelectorAll(".cards .card")].filter(card => card.offsetHeight > 0);
            seen.push("card " + cards.map(card => "#" + card.id).join("+") + " of " + box.getAttribute("href") + " in " + open());
          }
          document.querySelector("[role=tab]").click();
          await wait();
          document.querySelector("[role=tab]").focus();
          document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
          await wait();
          seen.push("key " + open());
          parent.postMessage("width " + innerWidth + "|" + seen.join("|"), "*");
        })();
        """;

    private static readonly string[] Browsers = ["chromium", "chromium-browser", "google-chrome"];

    [SkippableFact]
    public void Page_InABrowser_HasNoErrorAndTheNumbersOfTheJson()
    {
        ChildResult result = Open(report.Page);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(report.Json));

        Assert.DoesNotContain("CONSOLE", result.Error, StringComparison.Ordinal);
        Assert.InRange(PageNumbers.RequireEqual(result.Output, json.RootElement), 250, 10_000);
    }

    /// <summary>In a copy that lets the walk in, too; wide and narrow, where nothing may be wider than the page.</summary>
    [SkippableTheory]
    [InlineData(1280)]
    [InlineData(400)]
    public void Page_InABrowser_EveryTabAndBoxOpens(int width)
    {
        using TemporaryFolder folder = new();
        string page = File.ReadAllText(report.Page);
        string copy = Regex.Replace(page, "<meta http-equiv[^>]*>", "").Replace("</body>", $"<script>{Walk}</script></body>", StringComparison.Ordinal);
        File.WriteAllText(folder.PathOf("copy.html"), copy);

        // Windows have a least width, frames have none.
        File.WriteAllText(
            folder.PathOf("frame.html"),
            $"<body><script>addEventListener('message', e => document.body.setAttribute('data-seen', e.data))</script><iframe src=\"copy.html\" width=\"{width}\" height=\"900\" frameborder=\"0\"></iframe>");
        string[] seen = Regex.Match(Open(folder.PathOf("frame.html")).Output, "data-seen=\"([^\"]*)\"").Groups[1].Value.Split('|');

        Assert.Equal([$"width {width}", .. ReportFiles.Sections.Select(section => $"tab {section} true overflow 0")], seen[..8]);
        Assert.Equal("card #node-1 of #node-1 in network", seen[8]);
        Assert.Matches("card (#node-[0-9]+) of \\1 in network", seen[9]);
        Assert.Equal("key network", seen[10]);
    }

    private static ChildResult Open(string page)
    {
        string? browser = Browsers.FirstOrDefault(Tools.IsOnPath);
        Skip.If(browser is null, "chromium is not on PATH.");
        using TemporaryFolder profile = new();
        string program = Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Select(folder => Path.Combine(folder, browser!)).First(File.Exists);
        ChildResult result = ChildProcess.Run(
            program,
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--enable-logging=stderr", $"--user-data-dir={profile.PathOf("profile")}",
                "--window-size=1400,1000", "--virtual-time-budget=5000", "--dump-dom", new Uri(page).AbsoluteUri,
            ],
            profile.Path);
        Assert.Equal(0, result.ExitCode);
        return result;
    }
}
