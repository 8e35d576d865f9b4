using System.Reflection;
using QMacVerify.Generators.Emit;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.Build;

/// <summary>This program as it was built.</summary>
internal static class ProgramModules
{
    /// <summary>The module version ids of the command, the compiler proper and the runtime library: they change with the code, whatever the version is called.</summary>
    public static IReadOnlyList<string> Ids { get; } =
    [
        .. ((Assembly[])[typeof(ProgramModules).Assembly, typeof(ModelEmitter).Assembly, typeof(IModelRunner).Assembly])
            .Select(assembly => assembly.ManifestModule.ModuleVersionId.ToString("n")),
    ];
}
