// p_o = sign(a_i) sign(w_i) R(|a_i|) R(|w_i|), R(m) = m below 2^KEPT, else ((m >> s) or 1) << s with s = floor(log2 m) - KEPT + 1;
// |-128| = 128; activation first, weight second. C# twin: DrumMultiplier.
`default_nettype none

module mul_drum_s8 #(
  parameter KEPT = 4  // 3 to 7 leading bits of each magnitude that are multiplied
) (
  input  wire signed [7:0]  a_i,
  input  wire signed [7:0]  w_i,
  output wire signed [15:0] p_o
);

  wire [7:0] a_magnitude = a_i[7] ? -a_i : a_i;
  wire [7:0] w_magnitude = w_i[7] ? -w_i : w_i;

  // The distance of the kept bits from bit 0: 0 where the magnitude fits into them.
  function [2:0] distance;
    input [7:0] magnitude;
    integer     bit_index;
    begin
      distance = 3'd0;
      for (bit_index = KEPT; bit_index < 8; bit_index = bit_index + 1)
        if (magnitude[bit_index]) distance = bit_index[2:0] - KEPT[2:0] + 3'd1;
    end
  endfunction

  wire [2:0] a_distance = distance(a_magnitude);
  wire [2:0] w_distance = distance(w_magnitude);
  wire [7:0] a_shifted = a_magnitude >> a_distance;
  wire [7:0] w_shifted = w_magnitude >> w_distance;

  // Where bits are cut off, the last kept one stands for them: it is set, which is right on average.
  wire [KEPT-1:0] a_kept = {a_shifted[KEPT-1:1], a_shifted[0] | (a_distance != 3'd0)};
  wire [KEPT-1:0] w_kept = {w_shifted[KEPT-1:1], w_shifted[0] | (w_distance != 3'd0)};

  wire [2*KEPT-1:0] product = { {KEPT{1'b0}}, a_kept} * { {KEPT{1'b0}}, w_kept};
  wire [15:0]       magnitude = { {(16-2*KEPT){1'b0}}, product} << ({1'b0, a_distance} + {1'b0, w_distance});

  assign p_o = a_i[7] ^ w_i[7] ? -magnitude : magnitude;

  wire _unused = &{1'b0, a_shifted, w_shifted};

endmodule

`default_nettype wire
