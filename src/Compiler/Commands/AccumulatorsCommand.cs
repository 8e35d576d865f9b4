using System.CommandLine;
using QMacVerify.Compiler.Accumulators;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Hdl;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Analysis;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Commands;

/// <summary><c>qmac accumulators</c>: how many bits the accumulators of each layer need.</summary>
internal static class AccumulatorsCommand
{
    public static Command Create()
    {
        ModelOptions model = new();
        RegionOptions region = new();
        Option<string> layer = CommonOptions.Text("--layer", "LAYER", "Show the channels of this layer.").OfferingLayers();
        Option<string> prove = CommonOptions.Text("--prove", "LAYER", "Also prove with yosys, on the Verilog of the operators, that no sum of the layer's widest channel overflows, and find one that does with a bit fewer.").OfferingLayers();
        Option<string> assertions = CommonOptions.Text("--assertions", "DIR", "Write a SystemVerilog module of assertions for each layer.");
        Option<bool> json = CommonOptions.Json();
        VerbCommand command = new(
            "accumulators",
            "Say how many bits the accumulators of each layer and channel provably need, wrapping or saturating.",
            "qmac accumulators --pkg export/cnn_small --amul trunc:2 --assertions hdl/cnn_small");
        model.AddTo(command);
        region.AddTo(command);
        Option<bool> quantize = region.AddQuantizeTo(command);
        foreach (Option option in (Option[])[layer, prove, assertions, json])
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.IsGiven(layer) && result.IsGiven(json))
            {
                result.AddError("--layer is about the table; --json has the channels of every layer");
            }
        });
        command.SetRun((options, console, cancellation) =>
        {
            PlannedPackage planned = model.Read(options, cancellation);
            InputRegion inputs = region.Read(options, planned.Network, options.GetValue(quantize), cancellation);
            NetworkBounds bounds = IntervalAnalysis.Run(planned.Network, planned.Plan.Operators, inputs);
            ConstraintsResult result = Constraints.Describe(planned.Network, planned.Plan.Operators, inputs, bounds.Layers, observation: null);
            LayerBounds? shown = Find(bounds, options.GetValue(layer));
            LayerBounds? proved = Find(bounds, options.GetValue(prove));
            AccumulatorProof? proof = proved is null ? null : Prove(planned, bounds, proved, cancellation);
            cancellation.ThrowIfCancellationRequested();
            if (options.GetValue(assertions) is string folder)
            {
                string digest = TextDigest.Of(ConstraintsWriter.Write(result, planned.Identity));
                AtomicFile.WriteAll([.. AccumulatorMonitor.Files(folder, RequireOperands(bounds.Layers), digest)]);
            }

            console.Show(
                options.GetValue(json),
                () => AccumulatorReportWriter.Write(result, planned.Identity, proof),
                () => (shown is null ? AccumulatorTable.Of(bounds.Layers) : AccumulatorTable.OfChannels(shown))
                    + (proof is null ? "" : $"\n{AccumulatorTable.Of(proof)}"));
            return proof?.Holds == false ? ExitCodes.CheckFailed : ExitCodes.Done;
        });
        return command;
    }

    private static LayerBounds? Find(NetworkBounds bounds, string? name) => name is null
        ? null
        : bounds.Layers.FirstOrDefault(layer => layer.Node.Name == name)
            ?? throw new InputException(NearName.NoLayer(name, bounds.Layers.Select(layer => layer.Node.Name)));

    private static AccumulatorProof Prove(PlannedPackage planned, NetworkBounds bounds, LayerBounds layer, CancellationToken cancellation)
    {
        if (layer.Node is not MacNode node)
        {
            throw new InputException($"--prove: {Quote(layer.Node.Name)} multiplies two computed tensors; the proof is about constant weights");
        }

        LayerFacts facts = LayerFacts.Of(planned.Network, node, layer.Operators);
        Box input = bounds.Tensors[layer.Node.Input];
        return AccumulatorProof.Run(
            layer.Node.Name, AccumulatorChain.Widest(facts, new WindowBoxes(facts, input.Lower, input.Upper)), Yosys.Find(), cancellation);
    }

    private static IReadOnlyList<LayerBounds> RequireOperands(IReadOnlyList<LayerBounds> layers) =>
        layers.FirstOrDefault(layer => !AccumulatorMonitor.HasOperands(layer)) is LayerBounds other
            ? throw new InputException($"--assertions: layer {Quote(other.Node.Name)} has no operands of 8 bits: they are centred, or there is no product")
            : layers;
}
