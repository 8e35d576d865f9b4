using System.CommandLine;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Compiler.Reporting.Pictures;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Commands;

/// <summary><c>qmac inspect</c>: what is in a package, and how one of its layers is compiled.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        ModelOptions model = new();
        Option<string> layer = CommonOptions.Text("--layer", "NAME", "Show one layer: strategy, bound of the accumulator, and why.").OfferingLayers(ofProducts: false);
        Option<bool> code = new("--code") { Description = "With --layer: also its generated kernel." };
        Option<bool> requantization = new("--requantization") { Description = "Show how often other runtimes would round a layer's accumulators to another code." };
        Option<string> svg = CommonOptions.Text("--svg", "FILE", "Also write a picture of the network: what feeds what.");
        Option<bool> json = CommonOptions.Json();
        VerbCommand command = new(
            "inspect",
            "Show the layers of a package: shapes, parameters, multiply-accumulates, quantization.",
            "qmac inspect --pkg export/cnn_small --layer conv2 --code --amul trunc:2");
        model.AddTo(command);
        foreach (Option option in (Option[])[layer, code, requantization, svg, json])
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.IsGiven(code) && result.GetResult(layer) is null)
            {
                result.AddError("--code shows the kernel of a layer: give --layer NAME too");
            }

            if (result.IsGiven(requantization) && result.GetResult(layer) is not null)
            {
                result.AddError("--requantization shows all layers: leave out --layer");
            }
        });
        command.SetRun((options, console, cancellation) =>
        {
            PlannedPackage planned = model.Read(options, cancellation);
            if (options.GetValue(svg) is string picture)
            {
                AtomicFile.WriteAllText(picture, GraphPicture.Of(planned.Network.Graph));
            }

            bool asJson = options.GetValue(json);
            if (options.GetValue(requantization))
            {
                RequantizationReport report = RequantizationReport.Of(planned.Network, planned.Identity, planned.Plan.Operators);
                console.Show(asJson, report.ToJson, report.ToText);
                return ExitCodes.Done;
            }

            if (options.GetValue(layer) is not string name)
            {
                ModelReport report = ModelReport.Of(planned.Network, planned.Identity, planned.Plan);
                console.Show(asJson, report.ToJson, report.ToText);
                return ExitCodes.Done;
            }

            Kernel kernel = planned.Plan.Kernels.FirstOrDefault(candidate => candidate.Node.Name == name)
                ?? throw new InputException($"{Quote(name)} is not a layer of {planned.Network.Graph.Name}; {NearName.Hint(name, [.. planned.Plan.Kernels.Select(candidate => candidate.Node.Name)])}");
            console.Show(asJson, () => KernelReport.ToJson(kernel, options.GetValue(code)), () => KernelReport.ToText(kernel, options.GetValue(code)));
            return ExitCodes.Done;
        });
        return command;
    }
}
