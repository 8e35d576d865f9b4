using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Hdl;
using QMacVerify.Compiler.Reference;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.Cosim.Faults;

/// <summary>A network that faults are planted in, with one of its engines.</summary>
internal sealed class FaultBed
{
    /// <summary>Greater layers take simulators too long: products, or outputs where there are more.</summary>
    private const long MaxWork = 1 << 20;

    private readonly EngineLayer[] _layers;

    private FaultBed(string prefix, CosimRequest request, EngineSpec spec, (EngineLayer Layer, EngineInput Input)[] inputs, Func<EngineLayer, bool> isOfSpec)
    {
        EngineBehaviour healthy = new(MultiplierTable.Of(spec.Operators.Multiplier), spec.Operators.Adder, spec.Register);
        (Prefix, Request, Spec) = (prefix, request, spec);
        _layers = [.. inputs.Select(input => input.Layer)];
        Kind = (RequantizationKind)(_layers.FirstOrDefault(layer => layer is { Unit: EngineUnit.Conv, HasCodes: true } && isOfSpec(layer))?.Words[EngineWord.Kind] ?? 0);
        Sites =
        [
            .. inputs.Where(input => isOfSpec(input.Layer) && input.Layer.Images == 1 && Work(input.Layer) <= MaxWork).OrderBy(input => Work(input.Layer))
                .Select(input => SiteOf(input.Layer, input.Input, healthy)).OfType<FaultSite>(),
        ];
    }

    /// <summary>Stands before the names of its layers in reports.</summary>
    public string Prefix { get; }

    /// <summary>How it is run, on one sample.</summary>
    public CosimRequest Request { get; }

    public EngineSpec Spec { get; }

    /// <summary>How a layer of products on this engine is requantized.</summary>
    public RequantizationKind Kind { get; }

    /// <summary>Its layers on this engine, those that run fastest first.</summary>
    public IReadOnlyList<FaultSite> Sites { get; }

    /// <summary>One for each pair of circuits; the first one has the layers without products, too.</summary>
    public static IReadOnlyList<FaultBed> Of(CosimRequest request)
    {
        CosimRequest one = request with { Samples = request.Samples.Part(0, 1), Steps = 1, Waves = WaveFormat.None };
        using Cosimulation simulation = new(one, cache: null);
        (EngineLayer Layer, EngineInput Input)[] inputs = [.. simulation.FirstInputs()];
        return
        [
            .. inputs.Select(input => input.Layer).GroupBy(simulation.SpecOf)
                .Select(group => new FaultBed("", one, group.Key, inputs, group.Contains)),
        ];
    }

    /// <summary>A network of ours on the engines of a user's.</summary>
    public static FaultBed OfOurs(CosimRequest request, FaultBed theirs)
    {
        EngineSpec spec = theirs.Spec;
        OperatorAssignment operators = new(spec.Operators);
        Network network = FaultNetwork.Of(theirs.Kind);
        CosimRequest ours = request with
        {
            Planned = PlannedNetwork.Of(network, operators),
            Samples = SampleBatch.Random(new ReferenceEngine(network, operators).Inputs, 1, seed: 1),
            Steps = 1,
            Layers = null,
            Waves = WaveFormat.None,
            Engine = spec,
            Ranges = spec.IsWatched ? Constraints.Compute(network, operators, InputRegion.Full).Layers.ToDictionary(layer => layer.Node.Name, SoundRange.Of) : null,
        };
        using Cosimulation simulation = new(ours, cache: null);
        return new FaultBed($"{FaultNetwork.Name}, ", ours, spec, [.. simulation.FirstInputs()], _ => true);
    }

    /// <summary>Layers to run for a fault in a memory of one: itself, and those beside it, which must pass.</summary>
    public IReadOnlySet<string> Around(string layer)
    {
        int at = Array.FindIndex(_layers, other => other.Node.Name == layer);
        return _layers.Where((other, i) => i == at || (Math.Abs(i - at) == 1 && IsRight(other))).Select(other => other.Node.Name).ToHashSet();
    }

    private static long Work(EngineLayer layer) => Math.Max(layer.Macs, layer.Words[EngineWord.Outputs]);

    private bool IsRight(EngineLayer layer) => layer.Unit != EngineUnit.Conv || Sites.Any(site => site.Layer == layer);

    /// <summary>Null where the register is too narrow for the layer: its bench fails without a fault.</summary>
    private FaultSite? SiteOf(EngineLayer layer, EngineInput input, EngineBehaviour healthy)
    {
        Dictionary<string, byte[][]> files = layer.Files(input).ToDictionary(file => file.Name, file => HexLines.Words(file.Content));
        EngineOutputs outputs = EngineModel.Of(files).Run(healthy);
        EngineOutputs expected = new(
            layer.Unit == EngineUnit.Conv ? [.. layer.OutputOrder.Select(at => input.Accumulators[at])] : [], layer.HasCodes ? [.. layer.OutputOrder.Select(at => input.Codes[at])] : []);
        return expected.Differences(outputs) == (0, 0) ? new FaultSite(layer, Spec, files, healthy, outputs) : null;
    }
}
