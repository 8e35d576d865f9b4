// sum_o = {high, low} modulo 2^32: high = the exact sum above LOWER bits, without a carry in; bit i of low is 1 where acc_i[i] or
// addend_i[i] is, or where both are 1 at some position from i to LOWER - 1; accumulator first, addend second.
// C# twin: ErrorTolerantAdder.
`default_nettype none

module add_eta1_s32 #(
  parameter LOWER = 4  // 0 to 31 low bits without carries
) (
  input  wire signed [31:0] acc_i,
  input  wire signed [31:0] addend_i,
  output wire signed [31:0] sum_o
);

  localparam [31:0] UPPER_MASK = 32'hFFFFFFFF << LOWER;

  reg [31:0] sum;
  reg        fill;
  integer    position;

  // From the top of the low bits down: once both addends have a 1, every bit is 1.
  always @* begin
    sum = (acc_i & UPPER_MASK) + (addend_i & UPPER_MASK);
    fill = 1'b0;
    for (position = LOWER - 1; position >= 0; position = position - 1) begin
      fill = fill | (acc_i[position] & addend_i[position]);
      sum[position] = fill | acc_i[position] | addend_i[position];
    end
  end

  assign sum_o = sum;

endmodule

`default_nettype wire
