// code_o = clamp(sum_i / count_i, lower_i, upper_i), the quotient rounded half away from zero; where ties_up_i as that of codes + 128, which
// are those of uint8 models, minus 128. C# twin: AveragePool2DReference.Average.
`default_nettype none

module average_s32 (
  input  wire signed [31:0] sum_i,
  input  wire        [15:0] count_i,  // at least 1
  input  wire               ties_up_i,
  input  wire signed [8:0]  lower_i,
  input  wire signed [8:0]  upper_i,
  output wire signed [7:0]  code_o
);

  wire [31:0] count = {16'd0, count_i};
  wire [31:0] half = count >> 1;
  wire        negative = !ties_up_i && sum_i <= 0;

  // Numbers that are divided are never negative: division rounds toward zero.
  wire [31:0] dividend = (ties_up_i ? sum_i + (count << 7) : negative ? -sum_i : sum_i) + half;
  wire [31:0] quotient = dividend / count;
  wire signed [31:0] average = ties_up_i ? quotient - 32'd128 : negative ? -quotient : quotient;

  wire signed [31:0] lowest = { {23{lower_i[8]}}, lower_i };
  wire signed [31:0] highest = { {23{upper_i[8]}}, upper_i };
  wire signed [31:0] clamped = average < lowest ? lowest : average > highest ? highest : average;

  assign code_o = clamped[7:0];

  wire _unused = &{1'b0, clamped[31:8]};

endmodule

`default_nettype wire
