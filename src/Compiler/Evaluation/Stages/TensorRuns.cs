using System.Runtime.InteropServices;
using QMacVerify.Compiler.Build;
using QMacVerify.Compiler.Reference;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Emit;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.Evaluation.Stages;

/// <summary>What compiled kernels compute on the way: chosen tensors of a network for all samples, each of which begins anew.</summary>
/// <remarks>Tensors inside are outputs here, as the package has them: codes that the model file has as uint8 are int8.</remarks>
internal sealed class TensorRuns
{
    private readonly Network _network;
    private readonly int[] _given;
    private readonly int[] _outputs;
    private readonly CompiledRunner _runner;

    /// <param name="network">The network. Whoever runs it knows that it holds for the operators and samples.</param>
    /// <param name="operators">Its circuits.</param>
    /// <param name="tensors">What is wanted: results of nodes, inputs of codes, states.</param>
    /// <param name="cache">Earlier builds; null compiles.</param>
    /// <param name="cancellation">Ends the compilation.</param>
    public TensorRuns(Network network, OperatorAssignment operators, IEnumerable<int> tensors, BuildCache? cache, CancellationToken cancellation)
    {
        QuantizedGraph graph = network.Graph;
        HashSet<int> computed = [.. graph.Nodes.Select(node => node.Output)];
        int[] wanted = [.. tensors.Distinct()];
        _network = network;
        _given = [.. wanted.Where(tensor => !computed.Contains(tensor))];
        _outputs = [.. graph.Outputs.Concat(wanted).Distinct().Where(computed.Contains).Order()];
        Network observed = network with
        {
            Graph = graph with
            {
                Tensors = graph.Tensors.Select(tensor => graph.Inputs.Contains(tensor.Index) ? tensor : tensor with { IsUnsigned = false }).ToEquatableArray(),
                Outputs = _outputs.ToEquatableArray(),
                Reduction = null,
            },
        };
        _runner = InMemoryCompiler.Compile(ModelEmitter.EmitClass(PlannedNetwork.Of(observed, operators, "Observed").Plan), cache, cancellation);
    }

    /// <summary>Bytes of a sample's tensors.</summary>
    public long BytesOfSample => _given.Concat(_outputs).Sum(tensor => (long)_network.Graph.Tensor(tensor).ElementCount * _network.Graph.Tensor(tensor).Type.ToRuntime().Size());

    /// <summary>The tensors of some samples, by their index: one sample after the other.</summary>
    /// <param name="samples">All samples.</param>
    /// <param name="first">Position of the first one that is computed.</param>
    /// <param name="count">How many are.</param>
    /// <param name="threads">Threads at most.</param>
    /// <param name="cancellation">Ends the run.</param>
    public IReadOnlyDictionary<int, ReadOnlyMemory<byte>> Run(SampleBatch samples, int first, int count, int threads, CancellationToken cancellation)
    {
        SampleBatch part = samples.Part(first, count);
        Dictionary<int, ReadOnlyMemory<byte>> tensors = _given.ToDictionary(tensor => tensor, tensor => Given(tensor, part));
        IReadOnlyList<NpyArray> outputs = BatchRunner.Run(_runner.Create, part, threads: threads, cancellation: cancellation);
        foreach ((int tensor, NpyArray values) in _outputs.Zip(outputs))
        {
            tensors.Add(tensor, values.DataMemory);
        }

        return tensors;
    }

    /// <summary>The codes of an input, or what a state begins with.</summary>
    private ReadOnlyMemory<byte> Given(int tensor, SampleBatch part)
    {
        TensorInfo info = _network.Graph.Tensor(tensor);
        if (_network.Graph.States.FirstOrDefault(state => state.Current == tensor) is StateVariable state)
        {
            sbyte[] initial = _network.Parameters[state.Initial].Int8.ToArray();
            return Enumerable.Range(0, part.Count).SelectMany(_ => initial).Select(code => unchecked((byte)code)).ToArray();
        }

        ReadOnlyMemory<byte> codes = part.Inputs[_network.Graph.Inputs.ToList().IndexOf(tensor)].DataMemory;
        if (!info.IsUnsigned)
        {
            return codes;
        }

        byte[] signed = new byte[codes.Length];
        UnsignedCodes.ToSigned(codes.Span, MemoryMarshal.Cast<byte, sbyte>(signed.AsSpan()));
        return signed;
    }
}
