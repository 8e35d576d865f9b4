// p_o = amul(a_i, w_i) with the multiplier trunc:2; activation first, weight second.
`default_nettype none

module qm_mul (
  input  wire signed [7:0]  a_i,
  input  wire signed [7:0]  w_i,
  output wire signed [15:0] p_o
);

  mul_trunc_s8 #(
    .DROP(2)
  ) u_operator (
    .a_i(a_i),
    .w_i(w_i),
    .p_o(p_o)
  );

endmodule

`default_nettype wire
