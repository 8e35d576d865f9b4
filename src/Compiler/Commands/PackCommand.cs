using System.CommandLine;
using QMacVerify.Compiler.Packages;

namespace QMacVerify.Compiler.Commands;

/// <summary><c>qmac pack</c>: takes over edited values of params.npz, or an edited graph.json.</summary>
internal static class PackCommand
{
    public static Command Create()
    {
        Option<string> package = CommonOptions.Package();
        VerbCommand command = new(
            "pack",
            "Rewrite the text twin and the hashes of a package after editing values in params.npz, or graph.json.",
            "qmac pack --pkg export/cnn_small") { package };
        command.SetRun((options, console, _) =>
        {
            string folder = options.GetRequiredValue(package);
            IReadOnlyList<string> changed = ModelPackage.Pack(folder).Changed;
            console.WriteLine($"{folder}: {(changed.Count == 0 ? "nothing changed" : "changed " + string.Join(", ", changed))}");
            return ExitCodes.Done;
        });
        return command;
    }
}
