using System.Globalization;
using System.Text;

namespace QMacVerify.Tests.Shared;

/// <summary>A gate-level 8x8 multiplier as circuit libraries write them: ports A, B, O, own cell modules, no arithmetic operators.</summary>
/// <param name="Name">Module name.</param>
/// <param name="IsSigned">Baugh-Wooley rows, else an unsigned array.</param>
/// <param name="MissingRows">Rows of partial products, low bits of B, that are left out: then the operands do not commute.</param>
public sealed record ArrayMultiplierNetlist(string Name, bool IsSigned, int MissingRows)
{
    /// <summary>What it computes: the exact product of A and B without B's low bits.</summary>
    public int Apply(int a, int b) => a * (b & -(1 << MissingRows));

    /// <summary>The Verilog text.</summary>
    public string Write()
    {
        StringBuilder text = new();
        text.Append(
            $$"""
            module CELLHA(input A, input B, output YS, output YC);
              xor (YS, A, B);
              and (YC, A, B);
            endmodule

            module CELLFA(input A, input B, input C, output YS, output YC);
              wire h, c0, c1;
              CELLHA first(.A(A), .B(B), .YS(h), .YC(c0));
              CELLHA second(.A(h), .B(C), .YS(YS), .YC(c1));
              or (YC, c0, c1);
            endmodule

            module {{Name}} (A, B, O);
              input [7:0] A;
              input [7:0] B;
              output [15:0] O;
              wire zero = 1'b0;
              wire one = 1'b1;

            """);

        // Bits of each weight still to be added; a product that exceeds 16 bits has none there.
        List<string>[] columns = [.. Enumerable.Range(0, 16).Select(_ => new List<string>())];
        for (int j = MissingRows; j < 8; j++)
        {
            for (int i = 0; i < 8; i++)
            {
                bool isNegative = IsSigned && (i == 7) != (j == 7);
                text.Append(CultureInfo.InvariantCulture, $"  wire p{i}_{j}; {(isNegative ? "nand" : "and")} (p{i}_{j}, A[{i}], B[{j}]);\n");
                columns[i + j].Add($"p{i}_{j}");
            }
        }

        if (IsSigned)
        {
            // -(2^k) x = 2^k (1 - x) - 2^k: the constants of all negative bits, modulo 2^16.
            int constant = 0;
            for (int k = 0; k < 7; k++)
            {
                constant -= (1 << (7 + k)) + (k >= MissingRows ? 1 << (7 + k) : 0);
            }

            for (int bit = 0; bit < 16; bit++)
            {
                if (((constant >> bit) & 1) != 0)
                {
                    columns[bit].Add("one");
                }
            }
        }

        int wires = 0;
        for (int column = 0; column < 16; column++)
        {
            List<string> bits = columns[column];
            while (bits.Count > 1)
            {
                int taken = Math.Min(3, bits.Count);
                string cell = taken == 3 ? "CELLFA" : "CELLHA";
                string third = taken == 3 ? $", .C({bits[2]})" : "";
                text.Append(CultureInfo.InvariantCulture, $"  wire s{wires}, c{wires}; {cell} u{wires}(.A({bits[0]}), .B({bits[1]}){third}, .YS(s{wires}), .YC(c{wires}));\n");
                bits.RemoveRange(0, taken);
                bits.Add($"s{wires}");
                if (column < 15)
                {
                    columns[column + 1].Add($"c{wires}");
                }

                wires++;
            }

            text.Append(CultureInfo.InvariantCulture, $"  assign O[{column}] = {(bits.Count == 0 ? "zero" : bits[0])};\n");
        }

        return text.Append("endmodule\n").ToString();
    }
}
