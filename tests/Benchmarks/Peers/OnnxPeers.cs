using Microsoft.ML.OnnxRuntime;
using QMacVerify.Benchmarks.Measuring;
using QMacVerify.Runtime;

namespace QMacVerify.Benchmarks.Peers;

/// <summary>ONNX Runtime in each of its settings, marked by how many of its codes are not those of the reference.</summary>
internal sealed class OnnxPeers : IDisposable
{
    private readonly List<OnnxRuntimePeer> _peers = [];
    private readonly List<Candidate> _candidates = [];

    public IReadOnlyList<Candidate> Candidates => _candidates;

    /// <summary>Loads a model in every setting; where one does not load, the run notes it.</summary>
    /// <param name="run">The run.</param>
    /// <param name="subject">Name of the model.</param>
    /// <param name="file">The model, its codes int8.</param>
    /// <param name="macs">Its multiply-accumulate operations.</param>
    /// <param name="expected">What it is to compute.</param>
    public static OnnxPeers Load(BenchmarkRun run, string subject, byte[] file, double macs, ReferenceOutputs expected)
    {
        OnnxPeers peers = new();
        if (OnnxRuntimePeer.Failure is string failure)
        {
            run.Skip("ONNX Runtime", failure);
            return peers;
        }

        foreach (OnnxSetting setting in OnnxSetting.All)
        {
            try
            {
                OnnxRuntimePeer peer = new(file, setting);
                peers._peers.Add(peer);
                peers._candidates.Add(new Candidate(setting.Name, macs, peer.Run) { IsPeer = true, Agreement = Agreement(peer, expected) });
            }
            catch (Exception e) when (e is OnnxRuntimeException or InputException)
            {
                run.Skip($"{subject}, {setting.Name}", e.Message.Split('\n')[0]);
            }
        }

        return peers;
    }

    public void Dispose() => _peers.ForEach(peer => peer.Dispose());

    private static Agreement Agreement(OnnxRuntimePeer peer, ReferenceOutputs expected)
    {
        long wrong = 0;
        long codes = 0;
        for (int sample = 0; sample < expected.Samples.Count; sample++)
        {
            byte[] actual = peer.Run(expected.Samples.Sample(0, sample).Span);
            wrong += actual.Zip(expected.Outputs[sample]).Count(pair => pair.First != pair.Second);
            codes += actual.Length;
        }

        return new Agreement(wrong, codes);
    }
}
