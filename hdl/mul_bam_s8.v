// p_o = sum of s_i s_j a_i[i] w_i[j] 2^(i+j) over j >= DROPPED_ROWS and i + j >= DROPPED_COLUMNS, s_7 = -1, else +1;
// activation first, weight second: rows are bits of the weight. C# twin: BrokenArrayMultiplier.
//
// Baugh-Wooley form: a partial product with one sign bit counts -2^n. It is inverted instead, since -x = (1 - x) - 1, and
// the constants -2^n of all kept ones are added once. Nothing is sign-extended; a dropped row or column has no gates.
`default_nettype none

module mul_bam_s8 #(
  parameter DROPPED_ROWS = 1,    // 0 to 7 low bits of the weight without partial products
  parameter DROPPED_COLUMNS = 3  // 0 to 14 low columns without partial products
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
        if (j < DROPPED_ROWS || i + j < DROPPED_COLUMNS) begin : g_dropped
          assign partial[8*j+i] = 1'b0;
        end else if ((i == 7) != (j == 7)) begin : g_inverted
          assign partial[8*j+i] = ~(a_i[i] & w_i[j]);
        end else begin : g_kept
          assign partial[8*j+i] = a_i[i] & w_i[j];
        end
      end
    end
  endgenerate

  // Minus 2^(7+n) for every kept pair of a sign bit and bit n of the other operand.
  function [15:0] correction;
    input integer rows;
    input integer columns;
    integer n;
    begin
      correction = 16'h0000;
      for (n = 0; n < 7; n = n + 1)
        if (7 + n >= columns) begin
          // Row 7 is never dropped, row n may be.
          correction = correction - (16'h0080 << n);
          if (n >= rows) correction = correction - (16'h0080 << n);
        end
    end
  endfunction

  localparam [15:0] CORRECTION = correction(DROPPED_ROWS, DROPPED_COLUMNS);

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
