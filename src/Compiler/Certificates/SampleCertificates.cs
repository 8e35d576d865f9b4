using System.Runtime.InteropServices;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Bounds.Deviation;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.Certificates;

/// <summary>Which samples provably keep their class.</summary>
/// <remarks>
/// Up to the first approximate layer both sides compute the same, which is run exactly. From there on the sample is a region
/// of one input, and deviation analysis says how far its logits can move; the exact ones come out as points. A sample is also
/// certified where its margins exceed what the logits of every input of the region can move, which needs no second look at it.
/// </remarks>
/// <param name="Classes">Of the exact network.</param>
/// <param name="Certified">Whether a sample keeps its class by its own bounds.</param>
/// <param name="CertifiedByRegion">Whether it does so by those of every input.</param>
/// <param name="Lsb">Codes that no logit of any of these samples moves more than.</param>
internal sealed record SampleCertificates(int[] Classes, bool[] Certified, bool[] CertifiedByRegion, int Lsb)
{
    /// <summary>Certifies samples.</summary>
    /// <param name="network">The exact network.</param>
    /// <param name="approximate">The approximate one: it has other biases at most.</param>
    /// <param name="operators">Its operators.</param>
    /// <param name="region">The inputs that bounds were found for.</param>
    /// <param name="everyInput">Those bounds: they say nothing of a sample outside the region.</param>
    /// <param name="logits">The logits.</param>
    /// <param name="samples">The samples.</param>
    /// <param name="settings">How the exact part is run.</param>
    /// <param name="progress">Told once per sample.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="InputException">The model has state.</exception>
    public static SampleCertificates Of(
        Network network,
        Network approximate,
        OperatorAssignment operators,
        InputRegion region,
        NetworkDeviation everyInput,
        TensorInfo logits,
        SampleBatch samples,
        RunSettings settings,
        Action progress,
        CancellationToken cancellation)
    {
        if (network.Graph.States.Count > 0)
        {
            throw new InputException("samples of a model with state depend on those before them: leave out --input, and have the bound for every input");
        }

        int first = network.Graph.Nodes.TakeWhile(node => node is not ProductNode layer || operators.For(layer.Name) == OperatorPair.Exact).Count();
        int producer = network.Graph.Nodes.TakeWhile(node => node.Output != logits.Index).Count();
        NetworkCut cut = NetworkCut.Before(network, Math.Min(first, producer), logits.Index);
        sbyte[][][] inputs = InputsOf(network, cut, samples, settings, cancellation);
        int[] classes = new int[samples.Count];
        bool[] certified = new bool[samples.Count];
        bool[] byRegion = new bool[samples.Count];
        int[] moves = new int[samples.Count];
        Differences everywhere = everyInput.Of(logits.Index);
        Parallel.For(0, samples.Count, new ParallelOptions { CancellationToken = cancellation }, sample =>
        {
            NetworkDeviation deviation = DeviationAnalysis.Run(
                cut.Suffix, operators, InputRegion.Linf(inputs[sample], 0), cut.Suffix with { Parameters = approximate.Parameters });
            Box exact = deviation.Exact.Tensors[logits.Index];
            Differences differences = deviation.Of(logits.Index);
            int own = Logits.ClassOf(exact.Lower);
            classes[sample] = own;
            certified[sample] = Logits.KeepsClass(own, exact, deviation.Approximate.Tensors[logits.Index], differences);
            byRegion[sample] = InputCodes.Outside(region, network.Graph, samples, sample) is null
                && Logits.KeepsClass(own, exact, Box.Uniform(exact.Count, ClampRange.Full), everywhere);
            moves[sample] = (int)differences.Hull.MaxMagnitude;
            lock (moves)
            {
                progress();
            }
        });
        return new SampleCertificates(classes, certified, byRegion, moves.Max());
    }

    /// <summary>By sample, the codes of each input of the suffix; empty for real numbers that it quantizes itself in several ways.</summary>
    private static sbyte[][][] InputsOf(Network network, NetworkCut cut, SampleBatch samples, RunSettings settings, CancellationToken cancellation)
    {
        QuantizedGraph whole = network.Graph;
        IReadOnlyList<ReadOnlyMemory<byte>> computed = cut.Prefix is null
            ? []
            : [.. ModelRun.Execute(PlannedNetwork.Of(cut.Prefix, OperatorPair.Exact), settings, samples, dumpTensors: false, progress: null, cancellation).Outputs
                .Select(output => output.DataMemory)];
        sbyte[][][] inputs = new sbyte[samples.Count][][];
        for (int sample = 0; sample < inputs.Length; sample++)
        {
            sbyte[][] centres = InputCodes.Centres(whole, samples, sample);
            inputs[sample] = [.. cut.Suffix.Graph.Inputs.Select(tensor => Array.IndexOf([.. whole.Inputs], tensor) is >= 0 and int position
                ? centres[position]
                : Computed(tensor, sample))];
        }

        return inputs;

        sbyte[] Computed(int tensor, int sample)
        {
            int count = whole.Tensor(tensor).ElementCount;
            int output = Array.IndexOf([.. cut.Prefix!.Graph.Outputs], tensor);
            return MemoryMarshal.Cast<byte, sbyte>(computed[output].Span.Slice(sample * count, count)).ToArray();
        }
    }
}
