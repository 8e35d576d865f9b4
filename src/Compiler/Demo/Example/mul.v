// p = a * b, int8 by int8, but in the low columns of partial products OR gates stand for adders: an example of a cheaper circuit.
//
// Baugh-Wooley form: a partial product with one sign bit is inverted, and 16'h8100 corrects for all of them at once, so that
// nothing is sign-extended. What lies below column LOW is ORed, column by column, without carries; the others are added.
module mul (
  input  wire signed [7:0]  a,  // activation
  input  wire signed [7:0]  b,  // weight
  output wire signed [15:0] p
);

  localparam LOW = 6;
  localparam [15:0] LOW_MASK = (16'h0001 << LOW) - 16'h0001;

  reg [15:0] row;
  reg [15:0] high;
  reg [15:0] low;
  integer j;

  always @* begin
    high = 16'h8100;
    low = 16'h0000;
    for (j = 0; j < 8; j = j + 1) begin
      row = {8'h00, (b[j] ? a : 8'h00) ^ (j == 7 ? 8'h7f : 8'h80)} << j;
      high = high + (row & ~LOW_MASK);
      low = low | (row & LOW_MASK);
    end
  end

  assign p = high | low;

endmodule
