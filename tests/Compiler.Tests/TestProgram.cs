using QMacVerify.Compiler.Tests.Run;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests;

/// <summary>What tests do in a process of their own, because it depends on how a process started: this assembly as a program.</summary>
internal static class TestProgram
{
    /// <summary>Runs a part of a test.</summary>
    /// <param name="part">Its static method: <c>(arguments) => exit code</c>, named on the command line.</param>
    /// <param name="arguments">Arguments of the part.</param>
    /// <param name="environment">Variables of the process.</param>
    public static ChildResult Run(string part, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null) =>
        ChildProcess.Run(ChildProcess.DotNet, [typeof(TestProgram).Assembly.Location, part, .. arguments], AppContext.BaseDirectory, environment);

    private static int Main(string[] arguments) => arguments switch
    {
        [InstructionSetTests.Part, .. string[] rest] => InstructionSetTests.RunKernels(rest),
        [LoadedAssembliesTests.Part, .. string[] rest] => LoadedAssembliesTests.PrintLoaded(rest),
        _ => throw new ArgumentException("tests are run by dotnet test"),
    };
}
