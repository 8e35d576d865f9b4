using QMacVerify.Compiler.Bounds.Regions;
using QMacVerify.Compiler.Reference;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.Divergence;

/// <summary>Runs a model on the first sample and looks for the first tensor that a dump has otherwise.</summary>
internal static class DivergenceSearch
{
    /// <summary>Compares in order of execution.</summary>
    /// <param name="planned">The model and its plan.</param>
    /// <param name="dump">Arrays by anyone's names, of one sample.</param>
    /// <param name="samples">The sample; null where the dump holds the model's inputs.</param>
    /// <param name="cancellation">Ends the run.</param>
    /// <exception cref="InputException">The dump does not fit the model.</exception>
    public static DivergenceReport Run(PlannedNetwork planned, NpzArchive dump, SampleBatch? samples, CancellationToken cancellation)
    {
        QuantizedGraph graph = planned.Network.Graph;
        ModelTensors keys = new(graph);
        (string, TensorInfo)[] tensors = [.. graph.Inputs.Concat(graph.Nodes.Select(node => node.Output)).Distinct()
            .Where(index => keys.KeyOf(index) is not null).Select(index => (keys.KeyOf(index)!, graph.Tensor(index)))];
        TensorMatch match = TensorMatch.Of(tensors, dump);
        samples ??= InputsOf(planned, match, dump);
        PackageRegion.Require(samples, graph);
        IReadOnlyDictionary<int, NpyArray> ours = Tensors(planned, samples, cancellation);
        int compared = 0;
        foreach ((_, TensorInfo tensor) in tensors.Where(entry => match.Names.ContainsKey(entry.Item2.Index)))
        {
            compared++;
            NpyArray mine = ours[tensor.Index];
            NpyArray other = dump[match.Names[tensor.Index]];
            double[] values = DumpedValues.Of(mine);
            double[] theirs = DumpedValues.Like(other, mine, tensor);
            if (theirs.Length != values.Length)
            {
                throw new InputException($"{other.Source} is {other}, but {tensor.Key} is {mine}: dump one sample");
            }

            if (!values.SequenceEqual(theirs))
            {
                TensorDivergence first = Describe(tensor, mine, values, other, theirs, match.Names[tensor.Index]);
                return new DivergenceReport(graph.Name, Path.GetFileName(dump.Source), match.Way, compared, match.Names.Count, dump.Names.Count, first);
            }
        }

        return new DivergenceReport(graph.Name, Path.GetFileName(dump.Source), match.Way, compared, match.Names.Count, dump.Names.Count, null);

        TensorDivergence Describe(TensorInfo tensor, NpyArray mine, double[] values, NpyArray other, double[] theirs, string name)
        {
            int[] different = [.. Enumerable.Range(0, values.Length).Where(i => values[i] != theirs[i])];
            GraphNode? producer = graph.Nodes.FirstOrDefault(node => node.Output == tensor.Index);
            CauseSearch search = new(
                planned.Network, tensor, producer, mine.Shape.ToArray(), values, theirs, other.Shape.ToArray(),
                changed => DumpedValues.Of(Tensors(PlannedNetwork.Of(changed, planned.Plan.Operators), samples, cancellation)[tensor.Index]));
            return new TensorDivergence(
                tensor, name, producer, IndexOf(different[0], mine.Shape), values[different[0]], theirs[different[0]],
                values.Length, different.Length, different.Max(i => Math.Abs(values[i] - theirs[i])), search.Find());
        }
    }

    private static IReadOnlyDictionary<int, NpyArray> Tensors(PlannedNetwork planned, SampleBatch samples, CancellationToken cancellation) =>
        ModelRun.Execute(planned, RunSettings.Default, samples, dumpTensors: true, progress: null, cancellation).Dump!.Tensors;

    private static SampleBatch InputsOf(PlannedNetwork planned, TensorMatch match, NpzArchive dump)
    {
        foreach (int input in planned.Network.Graph.Inputs.Where(input => !match.Names.ContainsKey(input)))
        {
            throw new InputException($"{dump.Source} does not hold the input {planned.Network.Graph.Tensor(input).Key}; give the sample it was made from with --input");
        }

        return InputReader.Read(
            new ReferenceEngine(planned.Network, OperatorAssignment.Exact).Inputs,
            [.. planned.Network.Graph.Inputs.Select(input => dump[match.Names[input]])],
            quantize: false,
            limit: 1);
    }

    private static int[] IndexOf(int element, ReadOnlySpan<int> shape)
    {
        int[] index = new int[shape.Length];
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            index[axis] = element % shape[axis];
            element /= shape[axis];
        }

        return index;
    }
}
