using System.Runtime.ExceptionServices;
using QMacVerify.Compiler.Build;
using QMacVerify.Compiler.Files;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Cosim.Faults;

/// <summary>Plants faults in the engines of a run, in the memories of its layers and in the bench, one at a time: the bench of the layer must find each.</summary>
/// <remarks>
/// A fault is planted where it matters by <see cref="EngineModel"/>, which also says how many accumulators and codes the bench must
/// find different: a bench that compares nothing, or not all, is found out. What no layer of the network shows goes into a small
/// network of ours on the same engines.
/// </remarks>
internal sealed class CosimSelfTest
{
    /// <summary>Builds at a time.</summary>
    private const int Threads = 2;

    private readonly BuildCache? _cache;
    private readonly Func<string, string, string> _source;
    private readonly List<Planted> _planted = [];
    private readonly List<InapplicableFault> _inapplicable = [];

    /// <summary>Chooses the faults and their places.</summary>
    /// <param name="request">The run that is tested.</param>
    /// <param name="cache">Earlier builds; null keeps them for this test alone.</param>
    /// <param name="source">What becomes of sources before faults are planted: a bench that is to be found out. Null leaves them as they are.</param>
    public CosimSelfTest(CosimRequest request, BuildCache? cache, Func<string, string, string>? source = null)
    {
        _cache = cache;
        _source = source ?? ((_, text) => text);
        IReadOnlyList<FaultBed> beds = FaultBed.Of(request);
        foreach (FaultBed bed in beds)
        {
            // Pools and sums have no circuits of their own: once is enough.
            Choose(request, bed, EngineFaults.All.Where(fault => fault.Unit == EngineUnit.Conv || bed == beds[0]));
        }
    }

    /// <summary>Steps that <see cref="Run"/> tells of.</summary>
    public int Steps => _planted.Count;

    /// <summary>Plants the faults.</summary>
    /// <param name="progress">Told once for each.</param>
    /// <param name="cancellation">Ends the simulators.</param>
    public FaultTrial Run(Action progress, CancellationToken cancellation)
    {
        using ScratchFolder scratch = new();
        BuildCache cache = _cache ?? new BuildCache(scratch.PathOf("builds"));
        if (_planted.Select(planted => planted.Bed).Distinct().Select(bed => Fails(bed, cache, cancellation)).FirstOrDefault(problem => problem is not null) is string problem)
        {
            return new FaultTrial([], _inapplicable, problem);
        }

        InjectedFault[] faults = new InjectedFault[_planted.Count];
        try
        {
            Parallel.For(0, faults.Length, new ParallelOptions { MaxDegreeOfParallelism = Threads, CancellationToken = cancellation }, i =>
            {
                faults[i] = Try(_planted[i], cache, cancellation);
                progress();
            });
        }
        catch (AggregateException e)
        {
            // What the first one says is one line.
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }

        return new FaultTrial(faults, _inapplicable, null);
    }

    /// <summary>For each fault the first layer and form that change an output.</summary>
    private void Choose(CosimRequest request, FaultBed bed, IEnumerable<EngineFault> faults)
    {
        EngineSpec spec = bed.Spec;
        string engine = spec.Operators.ToString();
        Lazy<FaultBed> ours = new(() => FaultBed.OfOurs(request, bed));
        foreach (EngineFault fault in faults)
        {
            if (fault.Excuse(spec) is string excuse)
            {
                _inapplicable.Add(new InapplicableFault(fault.Name, engine, excuse));
            }
            else if ((Place(fault, bed) ?? Place(fault, ours.Value)) is Planted planted)
            {
                _planted.Add(planted);
            }
            else
            {
                _inapplicable.Add(new InapplicableFault(fault.Name, engine, Invariant($"changes no accumulator of {spec.Register.Bits} bits and no code of layers that fit them")));
            }
        }
    }

    private static Planted? Place(EngineFault fault, FaultBed bed) =>
    (
        from site in bed.Sites
        where site.Layer.Unit == fault.Unit
        from form in fault.Forms(site)
        let differences = site.Expected.Differences(site.With(form))
        where differences != (0, 0) || form.Uncompared > 0
        select new Planted(fault, bed, site, form, differences)
    ).FirstOrDefault();

    /// <summary>Why no fault can be planted in a network: it fails without one. Null where it does not.</summary>
    private string? Fails(FaultBed bed, BuildCache cache, CancellationToken cancellation)
    {
        HashSet<string> layers = [.. _planted.Where(planted => planted.Bed == bed).SelectMany(planted => bed.Around(planted.Layer))];
        CosimResult result = Simulate(bed, layers, new PlantedFault("", (_, content) => content, _source), cache, cancellation);
        return result.Layers.FirstOrDefault(layer => !layer.Passed) is CosimLayer failed ? $"{bed.Prefix}layer {failed.Name} fails without a fault: {Told(failed)}" : null;
    }

    private InjectedFault Try(Planted planted, BuildCache cache, CancellationToken cancellation)
    {
        (EngineFault fault, FaultBed bed, FaultSite site, FaultForm form, (int Accumulators, int Codes) differences) = planted;
        IReadOnlySet<string> layers = form.IsInMemory ? bed.Around(planted.Layer) : new HashSet<string> { planted.Layer };
        CosimResult result = Simulate(bed, layers, form.In(planted.Layer, _source), cache, cancellation);
        CosimLayer[] failed = [.. result.Layers.Where(layer => !layer.Passed)];

        // Wrong codes may leave the ranges of the next layer, which is right about them.
        bool isCaught = failed is [CosimLayer first, .. CosimLayer[] others] && first.Name == planted.Layer
            && (first.AccumulatorMismatches, first.CodeMismatches) == differences
            && first.Compared == site.Layer.Words[EngineWord.Comparisons] - form.Uncompared
            && others.All(layer => layer.AccumulatorMismatches + layer.CodeMismatches == 0 && layer.Problem is null);
        string found = failed.Length == 0 ? "nothing" : string.Join("; ", failed.Select(layer => $"layer {layer.Name}: {Told(layer)}"));
        return new InjectedFault(
            form.What.Length == 0 ? fault.Name : $"{fault.Name} ({form.What})", site.Spec.Operators.ToString(), bed.Prefix + planted.Layer, isCaught,
            isCaught ? found : Invariant($"{found}, expected {differences.Accumulators} accumulators and {differences.Codes} codes"));
    }

    private static CosimResult Simulate(FaultBed bed, IReadOnlySet<string> layers, PlantedFault fault, BuildCache cache, CancellationToken cancellation)
    {
        using Cosimulation simulation = new(bed.Request with { RunLayers = layers, Fault = fault }, cache);
        return simulation.Run(() => { }, cancellation);
    }

    private static string Told(CosimLayer layer) => layer.Problem ?? (layer.AccumulatorMismatches + layer.CodeMismatches > 0
        ? Invariant($"{layer.AccumulatorMismatches} accumulators and {layer.CodeMismatches} codes differ")
        : Invariant($"left its bounds in {layer.Outside} clocks"));

    /// <summary>A fault in its place, and how many accumulators and codes it changes there.</summary>
    private sealed record Planted(EngineFault Fault, FaultBed Bed, FaultSite Site, FaultForm Form, (int Accumulators, int Codes) Differences)
    {
        public string Layer => Site.Layer.Node.Name;
    }
}
