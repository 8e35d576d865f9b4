// p_o = sign(a_i) sign(w_i) floor((128 + f) 2^k / 128) with 128 k + f = L(|a_i|) + L(|w_i|), 0 <= f < 128, and 0 for a zero operand;
// L(2^k (1 + f/128)) = 128 k + f; |-128| = 128; activation first, weight second. C# twin: MitchellMultiplier.
`default_nettype none

module mul_mitchell_s8 (
  input  wire signed [7:0]  a_i,
  input  wire signed [7:0]  w_i,
  output wire signed [15:0] p_o
);

  wire [7:0] a_magnitude = a_i[7] ? -a_i : a_i;
  wire [7:0] w_magnitude = w_i[7] ? -w_i : w_i;

  // The base-2 logarithm, linear between powers of two, in units of 1/128: position of the leading bit, then what follows it.
  function [9:0] logarithm;
    input [7:0] magnitude;
    reg [2:0]   position;
    reg [6:0]   fraction;
    integer     bit_index;
    begin
      position = 3'd0;
      for (bit_index = 1; bit_index < 8; bit_index = bit_index + 1)
        if (magnitude[bit_index]) position = bit_index[2:0];
      fraction = magnitude[6:0] << (3'd7 - position);
      logarithm = {position, fraction};
    end
  endfunction

  wire [10:0] sum = {1'b0, logarithm(a_magnitude)} + {1'b0, logarithm(w_magnitude)};

  // Shifted by at most 14: the greatest sum is that of two magnitudes of 128.
  wire [22:0] antilogarithm = {15'd0, 1'b1, sum[6:0]} << sum[10:7];
  wire        is_zero = a_i == 8'sd0 || w_i == 8'sd0;
  wire [15:0] magnitude = is_zero ? 16'd0 : antilogarithm[22:7];

  assign p_o = a_i[7] ^ w_i[7] ? -magnitude : magnitude;

  wire _unused = &{1'b0, antilogarithm[6:0]};

endmodule

`default_nettype wire
