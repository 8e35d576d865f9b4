module mul_trunc_s8_healthy; endmodule
// trunc:2 with bit 15 stuck at 0.
`default_nettype none

module mul_trunc_s8 #(
  parameter DROP = 2
) (
  input  wire signed [7:0] a_i,
  input  wire signed [7:0] w_i,
  output wire signed [15:0] p_o
);

  wire signed [15:0] healthy;

  mul_trunc_s8_healthy #(.DROP(2)) u_healthy (
    .a_i(a_i),
    .w_i(w_i),
    .p_o(healthy)
  );

  assign p_o = healthy & ~16'h8000;

endmodule

`default_nettype wire
