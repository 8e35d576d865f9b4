// p_o = amul(a_i, w_i) with the multiplier bam:h=1,v=3; activation first, weight second.
`default_nettype none

module qm_mul (
  input  wire signed [7:0]  a_i,
  input  wire signed [7:0]  w_i,
  output wire signed [15:0] p_o
);

  mul_bam_s8 #(
    .DROPPED_ROWS(1),
    .DROPPED_COLUMNS(3)
  ) u_operator (
    .a_i(a_i),
    .w_i(w_i),
    .p_o(p_o)
  );

endmodule

`default_nettype wire
