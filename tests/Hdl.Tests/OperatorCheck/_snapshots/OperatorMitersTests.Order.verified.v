// different_o = 1 where the adder loa:4 does not commute or is not associative. Where it is never 1, every order and every
// tree of additions of any number of terms has the same sum.
`default_nettype none

module order_miter (
  input  wire signed [31:0] first_i,
  input  wire signed [31:0] second_i,
  input  wire signed [31:0] third_i,
  output wire               different_o
);

  wire signed [31:0] first_second;
  wire signed [31:0] second_first;
  wire signed [31:0] second_third;
  wire signed [31:0] from_left;
  wire signed [31:0] from_right;

  add_loa_s32 #(.LOWER(4)) u_first_second (
    .acc_i(first_i),
    .addend_i(second_i),
    .sum_o(first_second)
  );

  add_loa_s32 #(.LOWER(4)) u_second_first (
    .acc_i(second_i),
    .addend_i(first_i),
    .sum_o(second_first)
  );

  add_loa_s32 #(.LOWER(4)) u_second_third (
    .acc_i(second_i),
    .addend_i(third_i),
    .sum_o(second_third)
  );

  add_loa_s32 #(.LOWER(4)) u_from_left (
    .acc_i(first_second),
    .addend_i(third_i),
    .sum_o(from_left)
  );

  add_loa_s32 #(.LOWER(4)) u_from_right (
    .acc_i(first_i),
    .addend_i(second_third),
    .sum_o(from_right)
  );

  assign different_o = first_second != second_first || from_left != from_right;

endmodule

`default_nettype wire
