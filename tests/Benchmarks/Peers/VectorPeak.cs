using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using QMacVerify.Benchmarks.Measuring;

namespace QMacVerify.Benchmarks.Peers;

/// <summary>What the machine can do at best, on registers alone: 16 MACs for each vpmaddwd.</summary>
/// <remarks>
/// Each sum multiplies itself. Products of common factors would be other measurements: the JIT takes what does not change out
/// of the loop, and computes equal products once.
/// </remarks>
internal static class VectorPeak
{
    /// <summary>Twelve pairs of vpmaddwd and vpaddd, independent of each other, which fill the latency: a kernel without loads.</summary>
    public const string Pairs = "vpmaddwd + vpaddd";

    /// <summary>Twelve vpmaddwd: what their two ports let through.</summary>
    public const string Multiplies = "vpmaddwd alone";

    private const int Iterations = 20_000;
    private const double Macs = (double)Iterations * 12 * 16;

    /// <summary>The sums, which are used for nothing but to be needed.</summary>
    public static Vector256<int> Result { get; private set; }

    /// <summary>Both loops; where they cannot run, the run notes it.</summary>
    public static IReadOnlyList<Candidate> Of(BenchmarkRun run)
    {
        if (!Avx2.IsSupported)
        {
            run.Skip(Pairs, "this machine has no AVX2");
            return [];
        }

        return [new(Pairs, Macs, RunPairs), new(Multiplies, Macs, RunMultiplies)];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunPairs()
    {
        Vector256<short> w = Vector256.Create((short)3);
        Vector256<int> s0 = Vector256<int>.Indices, s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0;
        Vector256<int> s6 = s0, s7 = s0, s8 = s0, s9 = s0, s10 = s0, s11 = s0;
        for (int i = 0; i < Iterations; i++)
        {
            s0 += Avx2.MultiplyAddAdjacent(s0.AsInt16(), w);
            s1 += Avx2.MultiplyAddAdjacent(s1.AsInt16(), w);
            s2 += Avx2.MultiplyAddAdjacent(s2.AsInt16(), w);
            s3 += Avx2.MultiplyAddAdjacent(s3.AsInt16(), w);
            s4 += Avx2.MultiplyAddAdjacent(s4.AsInt16(), w);
            s5 += Avx2.MultiplyAddAdjacent(s5.AsInt16(), w);
            s6 += Avx2.MultiplyAddAdjacent(s6.AsInt16(), w);
            s7 += Avx2.MultiplyAddAdjacent(s7.AsInt16(), w);
            s8 += Avx2.MultiplyAddAdjacent(s8.AsInt16(), w);
            s9 += Avx2.MultiplyAddAdjacent(s9.AsInt16(), w);
            s10 += Avx2.MultiplyAddAdjacent(s10.AsInt16(), w);
            s11 += Avx2.MultiplyAddAdjacent(s11.AsInt16(), w);
        }

        Result = s0 ^ s1 ^ s2 ^ s3 ^ s4 ^ s5 ^ s6 ^ s7 ^ s8 ^ s9 ^ s10 ^ s11;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunMultiplies()
    {
        Vector256<short> w = Vector256.Create((short)3);
        Vector256<int> s0 = Vector256<int>.Indices, s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0;
        Vector256<int> s6 = s0, s7 = s0, s8 = s0, s9 = s0, s10 = s0, s11 = s0;
        for (int i = 0; i < Iterations; i++)
        {
            s0 = Avx2.MultiplyAddAdjacent(s0.AsInt16(), w);
            s1 = Avx2.MultiplyAddAdjacent(s1.AsInt16(), w);
            s2 = Avx2.MultiplyAddAdjacent(s2.AsInt16(), w);
            s3 = Avx2.MultiplyAddAdjacent(s3.AsInt16(), w);
            s4 = Avx2.MultiplyAddAdjacent(s4.AsInt16(), w);
            s5 = Avx2.MultiplyAddAdjacent(s5.AsInt16(), w);
            s6 = Avx2.MultiplyAddAdjacent(s6.AsInt16(), w);
            s7 = Avx2.MultiplyAddAdjacent(s7.AsInt16(), w);
            s8 = Avx2.MultiplyAddAdjacent(s8.AsInt16(), w);
            s9 = Avx2.MultiplyAddAdjacent(s9.AsInt16(), w);
            s10 = Avx2.MultiplyAddAdjacent(s10.AsInt16(), w);
            s11 = Avx2.MultiplyAddAdjacent(s11.AsInt16(), w);
        }

        Result = s0 ^ s1 ^ s2 ^ s3 ^ s4 ^ s5 ^ s6 ^ s7 ^ s8 ^ s9 ^ s10 ^ s11;
    }
}
