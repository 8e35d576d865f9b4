using QMacVerify.Compiler.Reporting;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Commands;

/// <summary>Inputs that look as if real values had been stored as integers, not quantized.</summary>
internal static class FewCodes
{
    /// <summary>Codes side by side that such inputs lie within: values of -1 to 1, or normalized ones, make no more. Pictures of two colours lie far apart.</summary>
    private const int MostSpan = 8;

    /// <summary>Of fewer elements nothing can be said.</summary>
    private const int LeastElements = 256;

    /// <summary>Says so on standard error, a line for each such input.</summary>
    public static void Warn(TextWriter error, QuantizedGraph graph, SampleBatch samples)
    {
        foreach ((int i, NpyArray input) in samples.Inputs.Index())
        {
            if (input.Type is not (Runtime.ElementType.Int8 or Runtime.ElementType.UInt8) || input.Count < LeastElements)
            {
                continue;
            }

            int[] used = [.. Histogram(input).Index().Where(code => code.Item > 0).Select(code => code.Index)];
            if (used[^1] - used[0] < MostSpan)
            {
                int first = input.Type == Runtime.ElementType.Int8 ? sbyte.MinValue : 0;
                Terminal.Say(error, Invariant(
                    $"qmac: warning: input {Quote(graph.Tensor(graph.Inputs[i]).Name)} uses {used.Length} of 256 codes, {used[0] + first} to {used[^1] + first}; if these are real values, give them as float32 with --quantize"));
            }
        }
    }

    /// <summary>How often each code occurs, the least one first.</summary>
    private static int[] Histogram(NpyArray input)
    {
        int[] counts = new int[256];
        int flip = input.Type == Runtime.ElementType.Int8 ? 0x80 : 0;
        foreach (byte code in input.Data)
        {
            counts[code ^ flip]++;
        }

        return counts;
    }
}
