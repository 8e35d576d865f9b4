// result_o = rne(f32(f32(acc_i) * k)) for the float32 factor k = 0 or more whose bits are factor_i, held to -256..255: onnx_float of
// SEMANTICS section 3 before zero point and clamp, whose ends are integers. C# twin: FixedPoint.RequantizeFloat.
//
// Integers alone: a float32 is 24 bits and a power of two. The product of two of them has 48 bits; rounding it to 24, half to even, is
// the product in float32. Results below 2^-126, which float32 rounds otherwise, are far below 1/2.
`default_nettype none

module scale_float_s32 (
  input  wire signed [31:0] acc_i,
  input  wire        [31:0] factor_i,
  output wire signed [8:0]  result_o
);

  // Position of the highest bit that is 1; 0 where there is none.
  function [5:0] highest;
    input [47:0] bits;
    integer n;
    begin
      highest = 6'd0;
      for (n = 0; n < 48; n = n + 1) if (bits[n]) highest = n[5:0];
    end
  endfunction

  // bits / 2^places, half to even; places is 0 to 47.
  function [47:0] rounded;
    input [47:0] bits;
    input [5:0]  places;
    reg   [47:0] whole;
    reg   [47:0] rest;
    reg   [47:0] half;
    begin
      whole = bits >> places;
      rest = bits & ~(48'hffffffffffff << places);
      half = (48'd1 << places) >> 1;
      rounded = whole + {47'd0, places != 6'd0 && (rest > half || (rest == half && whole[0]))};
    end
  endfunction

  wire [31:0] magnitude = acc_i[31] ? -acc_i : acc_i;
  wire [5:0]  top_of_acc = highest({16'd0, magnitude});
  wire [5:0]  cut_acc = top_of_acc > 6'd23 ? top_of_acc - 6'd23 : 6'd0;
  wire [47:0] acc_bits = rounded({16'd0, magnitude}, cut_acc);  // 2^24 at most

  // Subnormal factors give 0, as 2^31 times one of them rounds to 0.
  wire [47:0] factor_bits = factor_i[30:23] == 8'd0 ? 48'd0 : {24'd0, 1'b1, factor_i[22:0]};

  wire [47:0] product = acc_bits * factor_bits;                 // below 2^48: 2^24 * (2^24 - 1)
  wire [5:0]  top_of_product = highest(product);
  wire [5:0]  cut_product = top_of_product > 6'd23 ? top_of_product - 6'd23 : 6'd0;
  wire [47:0] bits = rounded(product, cut_product);             // 2^24 at most

  // The result is bits * 2^exponent.
  wire signed [11:0] exponent = $signed({4'd0, factor_i[30:23]}) - 12'sd150 + $signed({6'd0, cut_acc}) + $signed({6'd0, cut_product});
  wire [11:0] down = -exponent;

  // bits is 0 or at least 2^23: from 2^-14 on the result is at least 512, and below 2^-25 at most 1/4.
  wire is_great = exponent > -12'sd15;
  wire is_small = exponent < -12'sd25;
  wire [47:0] whole = rounded(bits, down[5:0]);
  wire [8:0]  limited = bits == 48'd0 || (is_small && !is_great) ? 9'd0 : is_great || whole > 48'd255 ? 9'd255 : whole[8:0];

  assign result_o = acc_i[31] ? -$signed(limited) : $signed(limited);

  wire _unused = &{1'b0, factor_i[31], down[11:6]};

endmodule

`default_nettype wire
