// p_o = sum of s_i s_j a_i[i] w_i[j] 2^(i+j) over the columns i + j >= DROP, s_7 = -1, else +1; activation first, weight second.
// C# twin: ColumnTruncatedMultiplier.
//
// Baugh-Wooley form: a partial product with one sign bit counts -2^n. It is inverted instead, since -x = (1 - x) - 1, and
// the constants -2^n of all kept ones are added once. Nothing is sign-extended, and a dropped column has no gates.
`default_nettype none

module mul_trunc_col_s8 #(
  parameter DROP = 2  // 0 to 14 low columns of partial products that do not exist
) (
  input  wire signed [7:0]  a_i,
  input  wire signed [7:0]  w_i,
  output wire signed [15:0] p_o
);

  // Partial product of a_i[i] and w_i[j] at 8 * j + i.
  wire [63:0] partial;

  genvar i, j;
  generate
    for (j = 0; j < 8; j = j + 1) begin : g_row
      for (i = 0; i < 8; i = i + 1) begin : g_bit
        if (i + j < DROP) begin : g_dropped
          assign partial[8*j+i] = 1'b0;
        end else if ((i == 7) != (j == 7)) begin : g_inverted
          assign partial[8*j+i] = ~(a_i[i] & w_i[j]);
        end else begin : g_kept
          assign partial[8*j+i] = a_i[i] & w_i[j];
        end
      end
    end
  endgenerate

  // Minus 2^(7+n) for every kept pair of a sign bit and bit n of the other operand, two for each n.
  function [15:0] correction;
    input integer drop;
    integer n;
    begin
      correction = 16'h0000;
      for (n = 0; n < 7; n = n + 1)
        if (7 + n >= drop) correction = correction - (16'h0100 << n);
    end
  endfunction

  localparam [15:0] CORRECTION = correction(DROP);

  reg [15:0] sum;
  integer    row;

  always @* begin
    sum = CORRECTION;
    for (row = 0; row < 8; row = row + 1) sum = sum + ({8'h00, partial[8*row+:8]} << row);
  end

  assign p_o = sum;

  wire _unused = &{1'b0, a_i, w_i};

endmodule

`default_nettype wire
