using System.Globalization;
using System.Text;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Integration.Tests.Documentation;

/// <summary>What a reader does who types a page's commands in an empty folder: one bash for all of them, so that folders and variables last.</summary>
/// <param name="page">Its console blocks are run, its files written, in their order.</param>
/// <param name="cache">Folder for what qmac compiles.</param>
internal sealed class PageSession(MarkdownPage page, string cache)
{
    /// <summary>Runs what can be run here.</summary>
    /// <returns>The page as it would be with the output that there was; the page itself where what it shows is right.</returns>
    public (string Page, IReadOnlyList<string> Failures, IReadOnlyList<string> Missing) Run()
    {
        SortedSet<string> missing = new(page.Blocks.SelectMany(block => block.Needs).Where(tool => !PageTools.IsThere(tool)), StringComparer.Ordinal);
        List<CodeBlock> blocks = [.. page.Blocks.Where(block => block.NotRun is null && !block.Needs.Any(missing.Contains))];
        List<ConsoleCommand> commands = [.. blocks.Where(block => block.IsConsole).SelectMany(block => block.Commands())];
        using TemporaryFolder folder = new();
        List<string> failures = [];
        if (commands.Count > 0)
        {
            RunScript(folder, Script(folder, blocks));
        }

        List<string> lines = [.. page.Lines];
        for (int i = commands.Count - 1; i >= 0; i--)
        {
            ConsoleCommand command = commands[i];
            string[] output = OutputOf(folder, i);
            if (!command.Matches(output))
            {
                lines.RemoveRange(command.ShownLine - 1, command.Shown.Count);
                lines.InsertRange(command.ShownLine - 1, output);
            }

            string code = ReadOrEmpty(CodeFile(folder, i)).Trim();
            bool shown = i + 1 < commands.Count && commands[i + 1].ShowsExitCode;
            if (code != "0" && !shown)
            {
                failures.Insert(0, $"{page.Name}:{command.Line}: \"{command.Text}\" ended with {(code.Length == 0 ? "nothing" : code)}: {string.Join('\n', output)}");
            }
        }

        return (string.Join('\n', lines), failures, [.. missing]);
    }

    private static string OutputFile(TemporaryFolder folder, int command) => folder.PathOf("said", command.ToString(CultureInfo.InvariantCulture));

    private static string CodeFile(TemporaryFolder folder, int command) => $"{OutputFile(folder, command)}.code";

    private static string ReadOrEmpty(string file) => File.Exists(file) ? File.ReadAllText(file) : "";

    private static string[] OutputOf(TemporaryFolder folder, int command)
    {
        string text = ReadOrEmpty(OutputFile(folder, command)).ReplaceLineEndings("\n").TrimEnd('\n');
        return text.Length == 0 ? [] : [.. text.Split('\n').Select(line => line.TrimEnd())];
    }

    private static string Script(TemporaryFolder folder, List<CodeBlock> blocks)
    {
        StringBuilder script = new();
        int commands = 0;
        Directory.CreateDirectory(folder.PathOf("said"));
        Directory.CreateDirectory(folder.PathOf("files"));
        foreach (CodeBlock block in blocks)
        {
            if (block.File is string name)
            {
                string text = folder.PathOf("files", block.Line.ToString(CultureInfo.InvariantCulture));
                File.WriteAllText(text, string.Concat(block.Lines.Select(line => line + "\n")));
                string file = folder.PathOf("work", name);
                script.Append(CultureInfo.InvariantCulture, $"mkdir -p '{Path.GetDirectoryName(file)}'; cp '{text}' '{file}'\n");
            }

            foreach (ConsoleCommand command in block.IsConsole ? block.Commands() : [])
            {
                // The code is kept for a command that asks for it.
                script.Append(CultureInfo.InvariantCulture, $"{{ {command.Text}\n}} > '{OutputFile(folder, commands)}' 2>&1\n");
                script.Append(CultureInfo.InvariantCulture, $"code=$?; echo $code > '{CodeFile(folder, commands)}'; (exit $code)\n");
                commands++;
            }
        }

        return script.ToString();
    }

    private void RunScript(TemporaryFolder folder, string script)
    {
        Directory.CreateDirectory(folder.PathOf("bin"));
        Directory.CreateDirectory(folder.PathOf("work"));
        string program = $"exec '{ChildProcess.DotNet}' '{ChildProcess.QMacProgram}' \"$@\"";
        folder.WriteScript(Path.Combine("bin", "qmac"), program);

        // The script of the checkout, for pages that begin there.
        folder.WriteScript(Path.Combine("work", "qmac"), program);
        folder.WriteScript(Path.Combine("bin", "dotnet"), $"exec '{ChildProcess.DotNet}' \"$@\"");
        if (PageTools.PythonWithNumpy is string python)
        {
            folder.WriteScript(Path.Combine("bin", "python3"), $"exec '{python}' \"$@\"");
        }

        // Above the reader's folder: projects that name our package get what this test was built with. The package has tests of its own.
        File.WriteAllText(folder.PathOf("Directory.Build.targets"), $"""
            <Project>
              <Import Project="{RepositoryFiles.PathOf("src", "Generators", "build", "QMacVerify.Generators.targets")}" />
              <ItemGroup>
                <PackageReference Remove="QMacVerify.Generators" />
                <Analyzer Include="{Path.Combine(AppContext.BaseDirectory, "QMacVerify.Generators.dll")}" />
                <Reference Include="{Path.Combine(AppContext.BaseDirectory, "QMacVerify.Runtime.dll")}" />
              </ItemGroup>
            </Project>
            """);
        File.WriteAllText(folder.PathOf("script"), script);
        ChildProcess.Run(PageTools.Bash, [folder.PathOf("script")], folder.PathOf("work"), new Dictionary<string, string?>(Dotnet.Environment)
        {
            ["PATH"] = $"{folder.PathOf("bin")}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}",
            ["QMAC_CACHE"] = cache,
            ["LC_ALL"] = "C.UTF-8",
        });
    }
}
