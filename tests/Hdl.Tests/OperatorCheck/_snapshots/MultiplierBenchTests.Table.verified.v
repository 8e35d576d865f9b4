// The multiplier trunc:2, all 65,536 pairs: activation -128 to 127 outer, weight -128 to 127 inner.
// Writes DIR/table.hex, one product a line, for +dir=DIR; ends in one line that counts the products with x or z bits.
`default_nettype none

module mul_table_tb;

  reg signed [7:0]   activation;
  reg signed [7:0]   weight;
  wire signed [15:0] product;

  reg [15:0]       table_q [0:65535];
  reg [8*1024-1:0] dir;
  integer          index;
  integer          unknown;

  qm_mul u_dut (
    .a_i(activation),
    .w_i(weight),
    .p_o(product)
  );

  initial begin
    if (!$value$plusargs("dir=%s", dir)) dir = ".";
    unknown = 0;
    for (index = 0; index < 65536; index = index + 1) begin
      // Numeric order, not that of the codes: -128 is code 0x80.
      activation = index[15:8] ^ 8'h80;
      weight = index[7:0] ^ 8'h80;
      #1;
      table_q[index] = product;
      if (^product === 1'bx) unknown = unknown + 1;
    end
    $writememh({dir, "/table.hex"}, table_q);
    // No $finish: no event is left, and some simulators would print a line of their own after this one.
    $display("DONE n=65536 unknown=%0d", unknown);
  end

endmodule

`default_nettype wire
