using System.Diagnostics;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Build;
using QMacVerify.Compiler.Circuits;
using QMacVerify.Compiler.Hdl;
using QMacVerify.Compiler.Reference;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.Cosim;

/// <summary>What is to run through engines.</summary>
/// <param name="Planned">The network and its circuits.</param>
/// <param name="Samples">The inputs.</param>
/// <param name="Simulator">Builds and runs the engines.</param>
internal sealed record CosimRequest(PlannedNetwork Planned, SampleBatch Samples, Simulator Simulator)
{
    /// <summary>What is behind a multiplier that is a file; null for others.</summary>
    public Func<Multiplier, MultiplierOrigin?> OriginOf { get; init; } = _ => null;

    /// <summary>Samples in a row that carry the state of a model from one to the next.</summary>
    public int Steps { get; init; } = 1;

    /// <summary>Accumulators of the engines.</summary>
    public AccumulatorRegister Register { get; init; } = AccumulatorRegister.Default;

    /// <summary>Names of the layers that engines run; null for all that they can.</summary>
    public IReadOnlySet<string>? Layers { get; init; }

    /// <summary>Whether tables stand for circuits of the user.</summary>
    public bool SubstitutesTables { get; init; }

    /// <summary>Ranges that are watched, by the name of their layer; null watches none.</summary>
    public IReadOnlyDictionary<string, SoundRange>? Ranges { get; init; }

    /// <summary>Waves of the last run of an engine, for <see cref="Cosimulation.WriteWaves"/>.</summary>
    public WaveFormat Waves { get; init; }

    /// <summary>A fault that is planted. Then what diverges is not searched, and outputs are not compared.</summary>
    public PlantedFault? Fault { get; init; }

    /// <summary>Layers that are run of those that engines are built for, by name; null for all.</summary>
    public IReadOnlySet<string>? RunLayers { get; init; }

    /// <summary>Engines that serve for all layers, whatever they need; null makes them as the layers need them.</summary>
    public EngineSpec? Engine { get; init; }
}

/// <summary>Runs a network layer by layer through engines in a Verilog simulator: the codes that one gives are the next one's input.</summary>
/// <remarks>
/// Each layer is also computed by the C# reference from the same input; every accumulator and every code is compared in the bench. At the
/// end the outputs are compared with those of the compiled kernels.
/// </remarks>
internal sealed class Cosimulation : IDisposable
{
    private readonly CosimRequest _request;
    private readonly BuildCache? _cache;
    private readonly Network _network;
    private readonly Dictionary<GraphNode, EngineLayer> _layers = [];
    private readonly Dictionary<OperatorPair, EngineSpec> _specs = [];
    private readonly Dictionary<OperatorPair, EngineProgram> _programs = [];
    private readonly HashSet<GraphNode> _written = [];
    private readonly CosimLayer[] _results;
    private readonly Stopwatch _simulating = new();
    private FirstDivergence? _first;

    /// <param name="request">What is to run.</param>
    /// <param name="cache">Earlier builds; null builds anew.</param>
    public Cosimulation(CosimRequest request, BuildCache? cache)
    {
        _request = request;
        _cache = cache;
        _network = request.Planned.Network;
        _results = [.. _network.Graph.Nodes.Select(Describe)];
        MakeSpecs();
    }

    /// <summary>Steps that <see cref="Run"/> tells of.</summary>
    public int Steps => _request.Samples.Count * _layers.Count;

    /// <summary>Each layer that has an engine, with what it computes from the first sample in software.</summary>
    public IEnumerable<(EngineLayer Layer, EngineInput Input)> FirstInputs()
    {
        RecordedRun run = RecordedRun.Of(_network, _request.Planned.Plan.Operators, _request.Samples);
        return _network.Graph.Nodes.Where(_layers.ContainsKey).Select(node => (_layers[node], EngineInput.Of(_layers[node], run)));
    }

    /// <summary>The engines that run a layer.</summary>
    public EngineSpec SpecOf(EngineLayer layer) => _specs[PairOf(layer)];

    /// <summary>One for each pair of circuits.</summary>
    public IReadOnlyCollection<EngineSpec> Engines => _specs.Values;

    /// <summary>Builds the engines, then runs all samples.</summary>
    /// <param name="progress">Told once for each layer of each sample.</param>
    /// <param name="cancellation">Ends the simulators.</param>
    public CosimResult Run(Action progress, CancellationToken cancellation)
    {
        Build(cancellation);
        AccumulatorCatch accumulators = new();
        ReferenceEngine reference = new(_network, _request.Planned.Plan.Operators, accumulators);
        byte[][] outputs = [.. _network.Graph.Outputs.Select(output => new byte[_request.Samples.Count * BytesOf(output)])];
        Dictionary<int, sbyte[]> states = [];
        for (int sample = 0; sample < _request.Samples.Count; sample++)
        {
            if (sample % _request.Steps == 0)
            {
                states.Clear();
            }

            TensorValues values = TensorValues.Begin(_network, _request.Samples.OfAllInputs(sample), states, observer: null);
            for (int i = 0; i < _network.Graph.Nodes.Count; i++)
            {
                GraphNode node = _network.Graph.Nodes[i];
                reference.Compute(node, values);
                if (_layers.TryGetValue(node, out EngineLayer? layer) && IsRun(node))
                {
                    RunLayer(i, layer, sample, values, node is MacNode ? accumulators.Last : [], cancellation);
                    progress();
                }
            }

            for (int i = 0; i < outputs.Length; i++)
            {
                int bytes = BytesOf(_network.Graph.Outputs[i]);
                values.CopyOutput(_network.Graph.Tensor(_network.Graph.Outputs[i]), outputs[i].AsSpan(sample * bytes, bytes));
            }

            states = values.NextStates();
        }

        return Result(outputs, cancellation);
    }

    /// <summary>Puts the waves of the only layer where they are wanted.</summary>
    public void WriteWaves(string path) => _programs.Values.Single().WriteWaves(path);

    public void Dispose()
    {
        foreach (EngineProgram program in _programs.Values)
        {
            program.Dispose();
        }
    }

    private CosimLayer Describe(GraphNode node)
    {
        OperatorPair? operators = node is ProductNode product ? _request.Planned.Plan.Operators.For(product.Name) : null;
        string reason = "not asked for";
        if (_request.Layers?.Contains(node.Name) != false && EngineLayers.Of(_network, node, operators ?? OperatorPair.Exact, out reason) is EngineLayer layer)
        {
            if (layer.Node is MacNode)
            {
                _request.Ranges?[node.Name].Fill(layer.Words);
            }

            _layers.Add(node, layer);
        }

        return new CosimLayer(node.Name, node.Op, operators, _layers.ContainsKey(node) ? null : reason);
    }

    /// <summary>One set of engines for each pair of circuits, with memories for all its layers; layers without products go to the first.</summary>
    private void MakeSpecs()
    {
        foreach (EngineSpec spec in EngineSpec.Of(
            _network, _request.Planned.Plan.Operators, _layers.Values, _request.Register, _request.SubstitutesTables ? _ => null : _request.OriginOf))
        {
            _specs.Add(spec.Operators, _request.Engine ?? spec with { IsWatched = _request.Ranges is not null, Waves = _request.Waves });
        }
    }

    private bool IsRun(GraphNode node) => _request.RunLayers?.Contains(node.Name) != false;

    private OperatorPair PairOf(EngineLayer layer) => EngineSpec.PairOf(layer, _request.Planned.Plan.Operators, _layers.Values);

    private void Build(CancellationToken cancellation)
    {
        foreach ((OperatorPair pair, EngineSpec spec) in _specs.Where(spec => _layers.Values.Any(layer => IsRun(layer.Node) && PairOf(layer) == spec.Key)))
        {
            _programs.Add(pair, EngineProgram.Build(_request.Simulator, spec, _cache, cancellation, _request.Fault?.Source));
        }
    }

    /// <summary>Runs each image of a layer. What the engine gives is the next layer's input, right or wrong.</summary>
    private void RunLayer(int index, EngineLayer layer, int sample, TensorValues values, int[] accumulators, CancellationToken cancellation)
    {
        sbyte[] given = layer.HasCodes ? [.. values.Codes(layer.Node.Output)] : [];
        for (int image = 0; image < layer.Images; image++)
        {
            RunImage(index, layer, sample, EngineInput.Of(layer, image, values.Codes, accumulators), cancellation)?.CopyTo(given, image * (given.Length / layer.Images));
        }

        if (layer.HasCodes)
        {
            values.Set(layer.Node.Output, given);
        }
    }

    /// <summary>Runs one image.</summary>
    /// <returns>The codes that the engine gave, in the order of the tensor; null where it gave none.</returns>
    private sbyte[]? RunImage(int index, EngineLayer layer, int sample, EngineInput input, CancellationToken cancellation)
    {
        EngineProgram program = _programs[PairOf(layer)];
        string folder = program.LayerFolder(index);
        Write(folder, (_written.Add(layer.Node) ? layer.ConstantFiles() : []).Concat(layer.InputFiles(input)).Select(file => WithFault(layer, file)));
        string given = Path.Combine(folder, "out.hex");
        File.Delete(given);

        _simulating.Start();
        (EngineVerdict? verdict, string? problem) = program.Run(index, [], cancellation);
        _simulating.Stop();
        CosimLayer before = _results[index];
        if (verdict is null)
        {
            _results[index] = before with { Problem = before.Problem ?? problem };
            return null;
        }

        _results[index] = before with
        {
            Macs = before.Macs + layer.Macs,
            Cycles = before.Cycles + verdict.Cycles,
            Compared = before.Compared + verdict.Compared,
            AccumulatorMismatches = before.AccumulatorMismatches + verdict.AccumulatorMismatches,
            CodeMismatches = before.CodeMismatches + verdict.CodeMismatches,
            Outside = before.Outside + verdict.Outside,
            Problem = before.Problem ?? ProblemOf(layer, verdict),
        };
        if (verdict.AccumulatorMismatches + verdict.CodeMismatches > 0 && _request.Fault is null)
        {
            _first ??= DivergenceSearch.Find(layer, verdict, sample, () => Traced(layer, input, cancellation), _request, input.Operands[0], cancellation);
        }

        sbyte[]? codes = layer.HasCodes && verdict.Outputs == layer.OutputOrder.Count ? HexLines.ReadCodes(given) : null;
        return codes is null ? null : layer.InOrderOfTensor(codes);
    }

    private (string Name, byte[] Content) WithFault(EngineLayer layer, (string Name, byte[] Content) file) =>
        _request.Fault is PlantedFault fault && fault.Layer == layer.Node.Name ? (file.Name, fault.Memory(file.Name, file.Content)) : file;

    /// <summary>A bench that compared too little has not passed, whatever it found.</summary>
    private static string? ProblemOf(EngineLayer layer, EngineVerdict verdict)
    {
        int comparisons = layer.Words[EngineWord.Comparisons];
        return verdict.Outputs == layer.OutputOrder.Count && verdict.Compared == comparisons ? null
            : Text.Invariant($"{verdict.Outputs} outputs and {verdict.Compared} comparisons, expected {layer.OutputOrder.Count} and {comparisons}");
    }

    private EngineProgram Traced(EngineLayer layer, EngineInput input, CancellationToken cancellation)
    {
        EngineProgram program = EngineProgram.Build(_request.Simulator, _specs[PairOf(layer)] with { IsTraced = true, Waves = WaveFormat.None }, _cache, cancellation);
        Write(program.LayerFolder(0), layer.Files(input));
        return program;
    }

    private static void Write(string folder, IEnumerable<(string Name, byte[] Content)> files)
    {
        foreach ((string name, byte[] content) in files)
        {
            File.WriteAllBytes(Path.Combine(folder, name), content);
        }
    }

    private CosimResult Result(byte[][] outputs, CancellationToken cancellation)
    {
        IReadOnlyList<NpyArray> compiled = _request.Fault is not null ? [] : ModelRun.Execute(
            _request.Planned, RunSettings.Default, _request.Samples, dumpTensors: false, progress: null, cancellation, _request.Steps).Outputs;
        long mismatches = 0;
        long compared = 0;
        for (int i = 0; i < compiled.Count; i++)
        {
            int size = compiled[i].Type.Size();
            compared += outputs[i].Length / size;
            for (int at = 0; at < outputs[i].Length; at += size)
            {
                mismatches += outputs[i].AsSpan(at, size).SequenceEqual(compiled[i].Data.Slice(at, size)) ? 0 : 1;
            }
        }

        return new CosimResult(
            _request.Samples.Count,
            $"{_request.Simulator.Name} {_request.Simulator.Version}",
            _request.Register,
            [.. _programs.Keys.Select(pair => new CosimEngine(pair, EngineText.Circuits(_specs[pair]).Note))],
            _results,
            mismatches,
            compared,
            _first)
        {
            SimulatedSeconds = _simulating.Elapsed.TotalSeconds,
        };
    }

    private int BytesOf(int tensor)
    {
        TensorInfo info = _network.Graph.Tensor(tensor);
        return info.ElementCount * info.Type.ToRuntime().Size();
    }

    /// <summary>Keeps the accumulators of the layer that was computed last.</summary>
    private sealed class AccumulatorCatch : IAccumulatorObserver
    {
        public int[] Last { get; private set; } = [];

        public bool WantsPrefixes => false;

        public void ObservePrefix(ProductNode layer, int outputIndex, int value)
        {
            // Not wanted: benches compare final accumulators.
        }

        public void ObserveLayer(ProductNode layer, ReadOnlySpan<sbyte> input, ReadOnlySpan<sbyte> weights, ReadOnlySpan<int> accumulators, ReadOnlySpan<sbyte> output) =>
            Last = accumulators.ToArray();
    }
}
