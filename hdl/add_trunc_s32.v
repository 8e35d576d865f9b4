// sum_o = (floor(acc_i / 2^DROP) + floor(addend_i / 2^DROP)) * 2^DROP modulo 2^32; accumulator first, addend second.
// C# twin: TruncatedAdder.
`default_nettype none

module add_trunc_s32 #(
  parameter DROP = 2  // 0 to 31 low bits of both addends that read as zero
) (
  input  wire signed [31:0] acc_i,
  input  wire signed [31:0] addend_i,
  output wire signed [31:0] sum_o
);

  localparam signed [31:0] KEEP_MASK = 32'shFFFFFFFF << DROP;

  assign sum_o = (acc_i & KEEP_MASK) + (addend_i & KEEP_MASK);

endmodule

`default_nettype wire
