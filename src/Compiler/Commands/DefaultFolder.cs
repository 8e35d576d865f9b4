using QMacVerify.Compiler.Files;
using QMacVerify.Compiler.Import;

namespace QMacVerify.Compiler.Commands;

/// <summary>Where the files of a model go when <c>--out</c> does not say.</summary>
internal static class DefaultFolder
{
    /// <summary>A folder below the current one, named after the model, whatever a package calls it: <c>../x</c> and <c>/x</c> stay below, too.</summary>
    public static string Of(string parent, string modelName) =>
        Path.Combine(parent, ModelNames.IsValid(modelName) ? modelName : SafeName.Of(modelName));
}
