// p_o = floor(a_i * w_i / 2^DROP) * 2^DROP, two's complement; activation first, weight second.
// C# twin: TruncatedMultiplier.
`default_nettype none

module mul_trunc_s8 #(
  parameter DROP = 2  // 0 to 15 low product bits that read as zero
) (
  input  wire signed [7:0]  a_i,
  input  wire signed [7:0]  w_i,
  output wire signed [15:0] p_o
);

  localparam signed [15:0] KEEP_MASK = 16'shFFFF << DROP;

  wire signed [15:0] product = a_i * w_i;

  // Clearing low bits of a two's complement number rounds toward minus infinity: floor, not truncation toward zero.
  assign p_o = product & KEEP_MASK;

endmodule

`default_nettype wire
