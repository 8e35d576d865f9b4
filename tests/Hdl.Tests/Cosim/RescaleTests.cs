using System.Globalization;
using QMacVerify.Compiler.Hdl;
using QMacVerify.Compiler.Templates;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Hdl.Tests.Cosim;

/// <summary><c>requantize_s32</c> against <c>FixedPoint</c>: at random, at the ends, and on both sides of every break point.</summary>
public class RescaleTests
{
    private const int Cases = 20_000;

    private const string Bench = """
        module requantize_tb;
          reg [109:0] cases [0:COUNT-1];
          reg [109:0] one;
          wire signed [7:0] code;
          integer i, bad;
          requantize_s32 u_dut (.acc_i(one[31:0]), .factor_i(one[63:32]), .kind_i(one[65:64]), .shift_i(one[71:66]), .zero_point_i(one[80:72]),
            .lower_i(one[89:81]), .upper_i(one[98:90]), .code_o(code));
          initial begin
            $readmemh("cases.hex", cases);
            bad = 0;
            for (i = 0; i < COUNT; i = i + 1) begin
              one = cases[i];
              #1;
              if (code !== one[106:99]) begin
                if (bad == 0) $display("case %0d: acc=%0d factor=%h kind=%0d shift=%0d got=%0d expected=%0d", i, $signed(one[31:0]), one[63:32], one[65:64], $signed(one[71:66]), code, $signed(one[106:99]));
                bad = bad + 1;
              end
            end
            if (bad == 0) $display("PASS n=%0d", COUNT);
            else $display("FAIL n=%0d failures=%0d", COUNT, bad);
          end
        endmodule
        """;

    [SkippableFact]
    public void Requantize_RandomAndBreakPoints_IsThatOfFixedPoint()
    {
        Tools.Require("iverilog", "vvp");
        SplitMix64 random = new(5);
        List<UInt128> cases = [];
        while (cases.Count < Cases)
        {
            int kind = (int)(random.NextUInt64() % 3);
            int shift = (int)(random.NextUInt64() % 62) - 31;
            int multiplier = (int)((1u << 30) + (random.NextUInt64() % (1u << 30)));
            float factor = MathF.ScaleB(1 + ((random.NextUInt64() % (1u << 23)) / (float)(1 << 23)), (int)(random.NextUInt64() % 60) - 50);
            int zeroPoint = (int)(random.NextUInt64() % 256) - 128;
            int lower = random.NextUInt64() % 2 == 0 ? -128 : zeroPoint;
            sbyte CodeOf(int acc) => kind switch
            {
                0 => FixedPoint.Requantize(acc, multiplier, shift, zeroPoint, lower),
                1 => FixedPoint.RequantizeSingle(acc, multiplier, Math.Min(shift, 30), zeroPoint, lower),
                _ => FixedPoint.RequantizeFloat(acc, factor, zeroPoint, lower),
            };

            foreach (int acc in Accumulators(random, CodeOf))
            {
                cases.Add(Pack(
                    (unchecked((uint)acc), 32), (kind == 2 ? BitConverter.SingleToUInt32Bits(factor) : (uint)multiplier, 32), ((uint)kind, 2),
                    ((uint)shift & 63, 6), ((uint)zeroPoint & 511, 9), ((uint)lower & 511, 9), (127, 9), (unchecked((byte)CodeOf(acc)), 8)));
            }
        }

        using TemporaryFolder folder = new();
        string[] modules = ["requantize_s32", "rescale_s32", "scale_float_s32"];
        foreach (string module in modules)
        {
            File.WriteAllText(folder.PathOf($"{module}.v"), EmbeddedText.Hdl(module));
        }

        File.WriteAllText(folder.PathOf("requantize_tb.v"), Bench.Replace("COUNT", cases.Count.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
        File.WriteAllLines(folder.PathOf("cases.hex"), cases.Select(one => one.ToString("x28", CultureInfo.InvariantCulture)));
        SimulationResult result = Icarus.Find()!.Run(folder.Path, "requantize_tb", ["requantize_tb.v", .. modules.Select(module => $"{module}.v")], CancellationToken.None);
        Assert.Equal($"PASS n={cases.Count}", result.Output.Trim());
    }

    /// <summary>Ends, random numbers of every length, and both sides of a step near each.</summary>
    private static IEnumerable<int> Accumulators(SplitMix64 random, Func<int, sbyte> codeOf)
    {
        int[] ends = [0, 1, -1, int.MinValue, int.MaxValue, int.MinValue + 1];
        foreach (int end in ends)
        {
            yield return end;
        }

        for (int i = 0; i < 12; i++)
        {
            int acc = unchecked((int)random.NextUInt64()) >> (int)(random.NextUInt64() % 31);
            yield return acc;

            // Towards zero by halves: the last number with this code, and the first one without.
            long same = acc;
            long other = 0;
            while (Math.Abs(same - other) > 1)
            {
                long middle = (same + other) / 2;
                (same, other) = codeOf((int)middle) == codeOf(acc) ? (middle, other) : (same, middle);
            }

            yield return (int)same;
            yield return (int)other;
        }
    }

    private static UInt128 Pack(params (uint Value, int Bits)[] fields)
    {
        UInt128 packed = 0;
        int at = 0;
        foreach ((uint value, int bits) in fields)
        {
            packed |= (UInt128)value << at;
            at += bits;
        }

        return packed;
    }
}
