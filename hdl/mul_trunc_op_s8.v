// p_o = (floor(a_i / 2^DROP) * 2^DROP) * (floor(w_i / 2^DROP) * 2^DROP), two's complement; activation first, weight second.
// C# twin: OperandTruncatedMultiplier.
`default_nettype none

module mul_trunc_op_s8 #(
  parameter DROP = 1  // 0 to 7 low bits of both operands that read as zero
) (
  input  wire signed [7:0]  a_i,
  input  wire signed [7:0]  w_i,
  output wire signed [15:0] p_o
);

  // What is left is a narrower multiplier: 8 - DROP by 8 - DROP bits.
  wire signed [7-DROP:0] a_kept = a_i[7:DROP];
  wire signed [7-DROP:0] w_kept = w_i[7:DROP];
  wire signed [15:0]     product = a_kept * w_kept;

  assign p_o = product <<< (2 * DROP);

  wire _unused = &{1'b0, a_i, w_i};

endmodule

`default_nettype wire
