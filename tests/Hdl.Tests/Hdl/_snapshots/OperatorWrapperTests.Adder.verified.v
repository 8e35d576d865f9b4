// sum_o = aadd(acc_i, addend_i) with the adder exact; accumulator first, addend second.
`default_nettype none

module qm_add (
  input  wire signed [31:0] acc_i,
  input  wire signed [31:0] addend_i,
  output wire signed [31:0] sum_o
);

  add_exact_s32 u_operator (
    .acc_i(acc_i),
    .addend_i(addend_i),
    .sum_o(sum_o)
  );

endmodule

`default_nettype wire
