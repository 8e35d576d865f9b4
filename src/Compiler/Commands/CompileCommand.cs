using System.CommandLine;
using QMacVerify.Compiler.Accumulators;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Bounds.Regions;
using QMacVerify.Compiler.Build;
using QMacVerify.Compiler.Circuits;
using QMacVerify.Compiler.Cosim;
using QMacVerify.Compiler.Files;
using QMacVerify.Compiler.Packages;
using QMacVerify.Compiler.Reference;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Planning;

namespace QMacVerify.Compiler.Commands;

/// <summary><c>qmac compile</c>: a package to a runner that stands alone.</summary>
internal static class CompileCommand
{
    public static Command Create()
    {
        ModelOptions model = new();
        Option<string> className = CommonOptions.Text("--class", "NAME", "Class to generate; by default the model's name in Pascal case.");
        Option<string> namespaceName = CommonOptions.Text("--namespace", "NAME", $"Its namespace; by default {PlannedNetwork.DefaultNamespace}.");
        Option<string> benchLayer = CommonOptions.Text("--bench-layer", "LAYER", "Layer whose operands the Verilog bench replays; by default the first with products.").OfferingLayers();
        Option<bool> table = new("--substitute-table") { Description = "Put the table of a circuit of yours into bench and engines in place of the circuit." };
        RegisterOptions register = new("Refuse a network whose accumulators are not proved to fit N bits, for every input: final sums, or every sum on the way where they saturate.");
        Option<bool> optimize = new("--optimize") { Description = "Reduce the network first, as qmac optimize does with the same options; the package stays as it is." };
        RegionOptions region = new();
        Option<string> output = CommonOptions.Out("Folder of the project; by default generated/MODEL.");
        VerbCommand command = new(
            "compile",
            "Write a specialized C# runner as a project that stands alone, with a self-check, a Verilog bench of one layer, and engines for all.",
            "qmac compile --pkg export/cnn_small --amul trunc:2 --out generated/cnn_small");
        model.AddTo(command);
        foreach (Option option in (Option[])[className, namespaceName, benchLayer, table, optimize, output])
        {
            command.Options.Add(option);
        }

        register.AddTo(command);
        region.AddTo(command);
        Option<bool> quantize = region.AddQuantizeTo(command);
        command.Validators.Add(result =>
        {
            if (!result.IsGiven(optimize) && region.IsGiven(result))
            {
                result.AddError("--region and what goes with it are for --optimize");
            }
        });
        command.SetRun((options, console, cancellation) =>
        {
            PlannedPackage planned = model.Read(
                options, cancellation, options.GetValue(className), options.GetValue(namespaceName) ?? PlannedNetwork.DefaultNamespace,
                options.GetValue(optimize) ? package => ModelPackage.InMemory(OptimizeCommand.Reduce(package, region.Read(options, package.Network, options.GetValue(quantize), cancellation), cancellation).Network) : null);
            string folder = options.GetValue(output) ?? DefaultFolder.Of("generated", planned.Network.Graph.Name);
            LayerKernel? bench = StandaloneProject.FindBenchLayer(planned.Plan, options.GetValue(benchLayer));
            ConstraintsResult bounds = Constraints.Compute(planned.Network, planned.Plan.Operators, PackageRegion.Of(planned.Network.Graph));
            if (register.IsGiven(options))
            {
                AccumulatorRequirement.Require(register.Read(options), bounds.Layers);
            }

            string constraints = ConstraintsWriter.Write(bounds, planned.Identity);
            cancellation.ThrowIfCancellationRequested();
            RecordedRun run = RecordedRun.OfRandom(planned.Network, planned.Plan.Operators);
            Func<Multiplier, MultiplierOrigin?> originOf = options.GetValue(table) ? _ => null : planned.OriginOf;
            StandaloneProject.Write(
                folder, planned.Package, planned.Plan, constraints, run, bench, originOf, EngineFolder.Files(planned.Network, planned.Plan.Operators, run, originOf));
            Notes.Print(console, planned);
            console.WriteLine($"{folder}: dotnet run -c Release --project {ShellWord.Of(folder)} -- x.npy");
            return ExitCodes.Done;
        });
        return command;
    }
}
