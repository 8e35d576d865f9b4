using System.CommandLine;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Optimize;
using QMacVerify.Compiler.Packages;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Reading;

namespace QMacVerify.Compiler.Commands;

/// <summary><c>qmac optimize</c>: a package to a smaller one with the same outputs.</summary>
internal static class OptimizeCommand
{
    public static Command Create()
    {
        ModelOptions model = new(plansKernels: false);
        RegionOptions region = new();
        Option<string> output = CommonOptions.Out("Folder of the reduced package; by default optimized/MODEL.");
        Option<bool> json = CommonOptions.Json();
        VerbCommand command = new(
            "optimize",
            "Remove channels, weights and clamps that provably make no difference; writes a package for these operators and inputs.",
            "qmac optimize --pkg export/cnn_small --out optimized/cnn_small --amul trunc:2 --region pixels");
        model.AddTo(command);
        region.AddTo(command);
        Option<bool> quantize = region.AddQuantizeTo(command);
        command.Options.Add(output);
        command.Options.Add(json);
        command.SetRun((options, console, cancellation) =>
        {
            PlannedPackage planned = model.Read(options, cancellation);
            string folder = model.FolderOfChanged(options, output, "optimized", planned, "reduced");
            ReducedNetwork reduced = Reduce(planned, region.Read(options, planned.Network, options.GetValue(quantize), cancellation), cancellation);
            cancellation.ThrowIfCancellationRequested();
            Package package = ModelPackage.Write(folder, reduced.Network);
            ReductionReport report = new(reduced, package.Identity);
            if (options.GetValue(json))
            {
                console.Write(report.ToJson());
                return ExitCodes.Done;
            }

            console.Show(report.ToText);
            Notes.Print(console, planned);
            console.WriteLine($"{folder}: {report.Summary}");
            return ExitCodes.Done;
        });
        return command;
    }

    /// <summary>Reduces a package for the operators that it was planned with.</summary>
    public static ReducedNetwork Reduce(PlannedPackage planned, InputRegion region, CancellationToken cancellation) =>
        NetworkReduction.Of(planned.Package, planned.Plan.Operators, region, cancellation);
}
