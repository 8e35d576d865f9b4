using System.Text;
using QMacVerify.Checker;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Reference;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Emit;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Running;
using CommandLine = QMacVerify.Compiler.Program;

namespace QMacVerify.Benchmarks.Fuzz;

/// <summary>What commands do with a network that was accepted; whatever they throw is a bug now.</summary>
internal static class NetworkUse
{
    /// <summary>Work that a case may take: products, and codes.</summary>
    private const long MaxMacs = 100_000;
    private const long MaxElements = 100_000;

    /// <summary>Writes and reads a package of a network that was just imported, and goes on with that.</summary>
    public static void Export(Network network, SplitMix64 random)
    {
        try
        {
            Follow(ModelReader.Read(PackageWriter.Write(network)), random);
        }
        catch (Exception e) when (CommandLine.IsBadInput(e))
        {
            throw new InvalidOperationException("a network that was imported is refused later", e);
        }
    }

    /// <summary>Describes the network of a package; plans, runs or bounds it where it is small.</summary>
    public static void Follow(Package package, SplitMix64 random)
    {
        Network network = package.Network;
        QuantizedGraph graph = network.Graph;
        _ = ModelReport.Of(network, package.Identity).ToText();
        int use = random.NextBelow(6);
        if (graph.ProductNodes.Sum(layer => (double)layer.Macs) > MaxMacs || graph.Tensors.Sum(tensor => (long)tensor.ElementCount) > MaxElements)
        {
            return;
        }

        switch (use)
        {
            case 0:
                Plan(package, random);
                break;
            case 1:
                Run(network, random);
                break;
            case 2 when graph.ProductNodes.Any():
                Bound(package);
                break;
            default:
                break;
        }
    }

    private static void Plan(Package package, SplitMix64 random)
    {
        OperatorPair[] pairs = [OperatorPair.Exact, new(new TruncatedMultiplier(2), new ExactAdder()), new(new MitchellMultiplier(), new LowerPartOrAdder(4))];
        PlanOptions options = new(null, "Fuzz", new OperatorAssignment(pairs[random.NextBelow(pairs.Length)]), EquatableArray<StrategyRequest>.Empty);
        _ = ModelEmitter.Emit(ExecutionPlanner.Plan(package.Network, options), package.Identity);
    }

    private static void Run(Network network, SplitMix64 random)
    {
        ReferenceEngine engine = new(network, OperatorAssignment.Exact);
        SampleBatch samples = SampleBatch.Random(engine.Inputs, 1, random.NextUInt64());
        engine.Run(samples.OfAllInputs(0), [.. engine.Outputs.Select(output => (Memory<byte>)new byte[output.ByteCount])]);
    }

    private static void Bound(Package package)
    {
        ConstraintsResult bounds = Constraints.Compute(package.Network, OperatorAssignment.Exact, InputRegion.Full);
        ElementsFile elements = ElementsFile.Of("D_sound.bin", package.Network.Graph, bounds.Tensors);
        byte[] file = Encoding.UTF8.GetBytes(ConstraintsWriter.Write(bounds, package.Identity, elements));
        Verdict verdict = CertificateChecker.Check(new CheckRequest(
            file, package, id => (OperatorSpec.ParseMultiplier(id, out string error), error), _ => elements.Content));
        if (!verdict.IsAccepted)
        {
            throw new InvalidOperationException($"the checker refuses bounds: {string.Join("; ", verdict.Reasons)}");
        }
    }
}
