using System.CommandLine;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Certificates;
using QMacVerify.Compiler.Circuits.Cost;
using QMacVerify.Compiler.Packages;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Reading;
using QMacVerify.Runtime;

namespace QMacVerify.Compiler.Commands;

/// <summary><c>qmac assign</c>: the cheapest operators with a certificate.</summary>
internal static class AssignCommand
{
    /// <summary>What there is to choose from where neither candidates nor costs say.</summary>
    private static readonly string[] UsualCandidates = ["exact", "trunc:1", "trunc:2", "trunc:3", "trunc:4", "trunc:5", "trunc:6"];

    public static Command Create()
    {
        Option<string> package = CommonOptions.Package();
        RegionOptions region = new();
        Option<int> budget = CommonOptions.Integer("--budget-lsb", 0, 255, "Codes that a layer's result, or with --suffix a logit, may move.");
        budget.Required = true;
        Option<int> suffix = CommonOptions.Integer("--suffix", 1, int.MaxValue, "Choose for the last so many layers of products, by what the logits move; the others are exact.");
        Option<string[]> candidates = CommonOptions.Names("--candidates", "A multiplier to choose from; repeat it. By default those of --costs, else exact and trunc:1 to trunc:6.").OfferingMultipliers();
        candidates.HelpName = "SPEC";
        candidates.AllowMultipleArgumentsPerToken = true;
        CostOptions costs = new();
        Option<bool> quantize = new("--quantize") { Description = "Quantize the centre of the region as qmac run does samples." };
        Option<string> output = CommonOptions.Out("The assignment, for --assign; its certificate goes beside it, as assign.certificate.json.", "assign.json");
        output.Required = true;
        Option<bool> json = CommonOptions.Json();
        VerbCommand command = new(
            "assign",
            "Choose the cheapest operator of each layer whose error is proved to stay within a budget.",
            "qmac assign --pkg export/cnn_small --budget-lsb 1 --candidates exact trunc:2 trunc:4 --out assign.json");
        command.Options.Add(package);
        region.AddTo(command);
        foreach (Option option in (Option[])[budget, suffix, candidates, quantize, output, json])
        {
            command.Options.Add(option);
        }

        costs.AddTo(command);
        command.SetRun((options, console, cancellation) =>
        {
            Package read = ModelPackage.Read(options.GetRequiredValue(package));
            Network network = read.Network;
            Certificate.LogitsOf(network.Graph);
            bool isSuffix = options.IsGiven(suffix);
            IEnumerable<ProductNode> within = isSuffix ? SuffixOperators.LayersOf(network.Graph, options.GetValue(suffix)) : network.Graph.ProductNodes;
            MacNode[] layers = [.. within.OfType<MacNode>()];
            if (layers.Length == 0)
            {
                throw new InputException("there are no layers with constant weights: there is nothing to assign");
            }

            InputRegion inputs = region.Read(options, network, options.GetValue(quantize), cancellation);
            IReadOnlyList<Candidate> choices = Candidates(options.GetValue(candidates) ?? [], costs.Read(options, cancellation), cancellation);
            int most = options.GetValue(budget);
            OperatorChoice choice = isSuffix
                ? OperatorChoice.ByLogits(network, inputs, layers, choices, most, cancellation)
                : RunProgress.Show("assign", layers.Length, step => OperatorChoice.ByLocalError(network, inputs, choices, most, step, cancellation));
            Certificate certificate = Certificate.Of(network, choice.Operators, layers, inputs) with { Budget = (most, isSuffix ? "logit" : "layer") };
            string file = options.GetRequiredValue(output);
            string certificateText = CertificateReport.ToJson(certificate, read.Identity, labels: null);
            AtomicFile.WriteAll(
            [
                AtomicFile.Text(file, choice.ToAssignment()),
                AtomicFile.Text(Path.ChangeExtension(file, ".certificate.json"), certificateText),
            ]);
            console.Show(options.GetValue(json), () => certificateText, () => OperatorChoiceReport.ToText(choice, certificate));
            return ExitCodes.Done;
        });
        return command;
    }

    /// <summary>The multipliers to choose from, with their costs.</summary>
    /// <exception cref="InputException">One is not valid, or has no cost.</exception>
    private static IReadOnlyList<Candidate> Candidates(string[] specs, OperatorCosts costs, CancellationToken cancellation)
    {
        IEnumerable<string> given = specs.Length > 0 ? specs.Distinct() : costs is TableCosts table ? table.Multipliers : UsualCandidates;
        return [.. given.Select(spec => Candidate.Of(spec, costs, cancellation))];
    }
}
