using QMacVerify.Generators.Circuits;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.OperatorCheck;

/// <summary>Adders once more in Verilog, plainly from their formulas: what the modules in <c>hdl/</c> are proved equal to.</summary>
/// <remarks>As unlike those modules as the formula allows: shifts where they have masks, one bit at a time where they scan.</remarks>
internal static class AdderReference
{
    /// <summary>Module <c>adder_reference</c>.</summary>
    /// <exception cref="NotSupportedException">No formula stands here for the adder.</exception>
    public static string Verilog(Adder adder) => $$"""
        `default_nettype none
        module adder_reference (
          input  wire signed [31:0] acc_i,
          input  wire signed [31:0] addend_i,
          output wire signed [31:0] sum_o
        );
          localparam integer LOW = {{Invariant($"{adder.ApproximateBits}")}};
          wire signed [31:0] high = (acc_i >>> LOW) + (addend_i >>> LOW);
          wire [31:0] low_mask = (32'd1 << LOW) - 32'd1;
          wire [31:0] both = acc_i & addend_i & low_mask;
          wire [31:0] either = (acc_i | addend_i) & low_mask;
        {{Sum(adder)}}
        endmodule
        `default_nettype wire
        """;

    private static string Sum(Adder adder) => adder switch
    {
        ExactAdder => "  assign sum_o = acc_i + addend_i;",
        TruncatedAdder => "  assign sum_o = high <<< LOW;",
        LowerPartOrAdder => """
              wire signed [31:0] carry = LOW == 0 ? 32'd0 : (both >> (LOW - 1)) & 32'd1;
              assign sum_o = ((high + carry) <<< LOW) | either;
            """,
        ErrorTolerantAdder => """
              wire [31:0] low;
              genvar position;
              generate
                for (position = 0; position < 32; position = position + 1) begin : g_bit
                  assign low[position] = (position < LOW) & (either[position] | ((both >> position) != 32'd0));
                end
              endgenerate
              assign sum_o = (high <<< LOW) | low;
            """,
        _ => throw new NotSupportedException($"No formula stands here for the adder {adder.Spec}."),
    };
}
