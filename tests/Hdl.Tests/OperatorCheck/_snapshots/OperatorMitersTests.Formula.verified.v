// different_o = 1 where the adder loa:4 gives another sum than adder_reference.
`default_nettype none

module adder_miter (
  input  wire signed [31:0] acc_i,
  input  wire signed [31:0] addend_i,
  output wire signed [31:0] expected_o,
  output wire signed [31:0] got_o,
  output wire               different_o
);

  adder_reference u_reference (
    .acc_i(acc_i),
    .addend_i(addend_i),
    .sum_o(expected_o)
  );

  add_loa_s32 #(.LOWER(4)) u_operator (
    .acc_i(acc_i),
    .addend_i(addend_i),
    .sum_o(got_o)
  );

  assign different_o = got_o != expected_o;

endmodule

`default_nettype wire
