using QMacVerify.Tests.Shared;

namespace QMacVerify.Integration.Tests.Documentation;

/// <summary>What pages need beside qmac and the .NET SDK.</summary>
internal static class PageTools
{
    /// <summary>As a page names it where it needs Python with numpy.</summary>
    private const string Numpy = "python3 with numpy";

    private static readonly Lazy<string?> Python = new(FindPython);

    public static string Bash => FindAll("bash").First();

    /// <summary>Of several Pythons on PATH the first that has numpy; null where none has.</summary>
    public static string? PythonWithNumpy => Python.Value;

    public static bool IsThere(string tool) => tool == Numpy ? PythonWithNumpy is not null : Tools.IsOnPath(tool);

    private static string? FindPython() =>
        FindAll("python3").FirstOrDefault(python => ChildProcess.Run(python, ["-c", "import numpy"], Path.GetTempPath()).ExitCode == 0);

    private static IEnumerable<string> FindAll(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name)).Where(File.Exists);
}
