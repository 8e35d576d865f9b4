// sum_o = acc_i + addend_i modulo 2^32; accumulator first, addend second.
// C# twin: ExactAdder.
`default_nettype none

module add_exact_s32 (
  input  wire signed [31:0] acc_i,
  input  wire signed [31:0] addend_i,
  output wire signed [31:0] sum_o
);

  assign sum_o = acc_i + addend_i;

endmodule

`default_nettype wire
