// p_o = a_i * w_i, two's complement; activation first, weight second.
// C# twin: ExactMultiplier.
`default_nettype none

module mul_exact_s8 (
  input  wire signed [7:0]  a_i,
  input  wire signed [7:0]  w_i,
  output wire signed [15:0] p_o
);

  // The context is 16 bits wide and signed, so both operands are sign-extended before they are multiplied.
  assign p_o = a_i * w_i;

endmodule

`default_nettype wire
