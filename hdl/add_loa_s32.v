// sum_o = {high, low} modulo 2^32: low = the LOWER low bits of acc_i | addend_i, high = the rest of acc_i + the rest of addend_i +
// (acc_i[LOWER-1] & addend_i[LOWER-1]); accumulator first, addend second. C# twin: LowerPartOrAdder.
`default_nettype none

module add_loa_s32 #(
  parameter LOWER = 4  // 0 to 31 low bits that are ORed
) (
  input  wire signed [31:0] acc_i,
  input  wire signed [31:0] addend_i,
  output wire signed [31:0] sum_o
);

  generate
    if (LOWER == 0) begin : g_exact
      assign sum_o = acc_i + addend_i;
    end else begin : g_split
      // The exact part starts one bit lower: that position's carry is the AND, and its sum bit is not used.
      wire [32-LOWER:0] upper = acc_i[31:LOWER-1] + addend_i[31:LOWER-1];

      assign sum_o = {upper[32-LOWER:1], acc_i[LOWER-1:0] | addend_i[LOWER-1:0]};

      wire _unused = upper[0];
    end
  endgenerate

endmodule

`default_nettype wire
