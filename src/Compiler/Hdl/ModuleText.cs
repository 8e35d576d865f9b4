using QMacVerify.Generators.Circuits;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Hdl;

/// <summary>Modules as templates print them.</summary>
internal static class ModuleText
{
    /// <summary>A module with its parameters, in one line, as it stands before the name of an instance.</summary>
    public static string Instance(this VerilogModule module) => module.Parameters.Count == 0
        ? module.Name
        : $"{module.Name} #({string.Join(", ", module.Parameters.Select(p => Invariant($".{p.Name}({p.Value})")))})";

    /// <summary>Parameters for a template that prints one a line.</summary>
    public static object[] Holes(IEnumerable<(string Name, int Value)> parameters) =>
        [.. parameters.Select(p => new { p.Name, Value = Invariant($"{p.Value}") })];
}
