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

  // Row j at its place: the kept bits of a_i where w_i[j] is 1, else zeros; those with one sign bit inverted.
  genvar j;
  generate
    for (j = 0; j < 8; j = j + 1) begin : g_row
      localparam [7:0] KEPT = j < DROPPED_ROWS ? 8'h00 : j < DROPPED_COLUMNS ? 8'hff << (DROPPED_COLUMNS - j) : 8'hff;
      localparam [7:0] INVERTED = j == 7 ? 8'h7f : 8'h80;
      wire [15:0] row = {8'h00, (w_i[j] ? a_i ^ INVERTED : INVERTED) & KEPT} << j;
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

  assign p_o = CORRECTION + g_row[0].row + g_row[1].row + g_row[2].row + g_row[3].row
    + g_row[4].row + g_row[5].row + g_row[6].row + g_row[7].row;

  wire _unused = &{1'b0, a_i, w_i};

endmodule

`default_nettype wire
