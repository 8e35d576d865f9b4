using QMacVerify.Compiler.Hdl;

namespace QMacVerify.Compiler.OperatorCheck;

/// <summary>Programs without which a check is not to be called done.</summary>
internal static class RequiredTools
{
    public static IReadOnlyList<string> Names { get; } = ["iverilog", "verilator", "yosys", "z3"];

    /// <summary>Lets pass what is there, broken or not: a broken program fails the check that needs it.</summary>
    /// <param name="names">Some of <see cref="Names"/>.</param>
    /// <param name="environment">All tools.</param>
    /// <exception cref="MissingToolException">One is absent.</exception>
    public static void Require(IEnumerable<string> names, CheckEnvironment environment)
    {
        foreach (string name in names)
        {
            (string? problem, bool isBroken) = name switch
            {
                "iverilog" => (environment.Simulator.Problem, environment.Simulator.IsBroken),
                "verilator" => (environment.SecondSimulator.Problem, environment.SecondSimulator.IsBroken),
                _ => (environment.Formal.Problem, environment.Formal.IsBroken),
            };
            if (problem is not null && !isBroken)
            {
                throw new MissingToolException($"--require {name}: {problem}");
            }
        }
    }
}
