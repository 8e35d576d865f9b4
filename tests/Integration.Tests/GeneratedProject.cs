using QMacVerify.Tests.Shared;

namespace QMacVerify.Integration.Tests;

/// <summary>A project that <c>qmac compile</c> wrote, built and run with nothing but the .NET SDK.</summary>
internal sealed class GeneratedProject(string folder)
{
    public string Folder => folder;

    /// <summary>Writes the project with <c>qmac compile</c>.</summary>
    public static GeneratedProject Compile(string package, string folder, params string[] options)
    {
        ChildResult result = ChildProcess.RunQMac(Path.GetTempPath(), ["compile", "--pkg", package, "--out", folder, .. options]);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        return new GeneratedProject(folder);
    }

    /// <summary>Builds it without a warning.</summary>
    /// <param name="output">Folder for the program, relative to the project.</param>
    /// <param name="properties">As <c>-p:Name=value</c>.</param>
    /// <returns>The program.</returns>
    public string Build(string output, params string[] properties)
    {
        ChildResult result = ChildProcess.Run(
            ChildProcess.DotNet,
            ["build", "-c", "Release", "-o", output, "-warnaserror", .. properties],
            folder,
            Dotnet.Environment);
        Assert.True(result.ExitCode == 0, result.Output);
        string program = Path.Combine(folder, output, Path.GetFileNameWithoutExtension(Directory.GetFiles(folder, "*.csproj").Single()) + ".dll");
        MethodSizes.AssertWithinLimits(program);
        return program;
    }

    /// <summary>Runs a built program.</summary>
    public ChildResult Run(string program, params string[] arguments) =>
        ChildProcess.Run(ChildProcess.DotNet, [program, .. arguments], folder);

    /// <summary><c>dotnet run</c>, as its README line says.</summary>
    public ChildResult DotNetRun(params string[] arguments) =>
        ChildProcess.Run(ChildProcess.DotNet, ["run", "-c", "Release", "--project", folder, "--", .. arguments], Path.GetTempPath(), Dotnet.Environment);
}
