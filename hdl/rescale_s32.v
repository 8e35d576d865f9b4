// result_o = R(x_i; multiplier_i / 2^31 * 2^shift_i) of SEMANTICS section 3: tflite_single where single_i, else tflite_double.
// C# twins: FixedPoint.MultiplyByQuantizedMultiplier, FixedPoint.MultiplyByQuantizedMultiplierSingle.
`default_nettype none

module rescale_s32 (
  input  wire signed [31:0] x_i,
  input  wire        [30:0] multiplier_i,
  input  wire signed [5:0]  shift_i,      // -31 to 30, positive is left
  input  wire               single_i,
  output wire signed [31:0] result_o
);

  wire [4:0] left = shift_i[5] ? 5'd0 : shift_i[4:0];
  wire [5:0] right = shift_i[5] ? 6'd0 - shift_i : 6'd0;

  // Two roundings apply the left shift first, where it may wrap; one rounding does it in 64 bits.
  wire signed [31:0] shifted = single_i ? x_i : x_i <<< left;
  wire signed [63:0] product = shifted * $signed({33'd0, multiplier_i});

  // SRDHM: half up. Its one saturation needs a negative multiplier.
  wire signed [63:0] nudged = product + 64'sd1073741824;
  wire signed [31:0] high = nudged[62:31];

  // RDBP: half away from zero.
  wire [31:0] mask = ~(32'hffffffff << right);
  wire [31:0] threshold = (mask >> 1) + {31'd0, high[31]};
  wire signed [31:0] floor = high >>> right;
  wire signed [31:0] rounded = floor + $signed({31'd0, (high & mask) > threshold});

  wire [5:0] places = 6'd31 - shift_i;
  wire signed [63:0] once = (product + (64'sd1 <<< (places - 6'd1))) >>> places;

  assign result_o = single_i ? once[31:0] : rounded;

  wire _unused = &{1'b0, nudged[63], nudged[30:0], once[63:32]};

endmodule

`default_nettype wire
