// All 65,536 pairs for 2 multipliers at once: activation -128 to 127 outer, weight -128 to 127 inner.
// Writes DIR/table_0.hex and so on, one product a line, for +dir=DIR; ends in one line that counts the products with x or z bits.
`default_nettype none

module mul_tables_tb;

  reg signed [7:0] activation;
  reg signed [7:0] weight;

  reg [8*1024-1:0] dir;
  integer          index;
  integer          unknown;

  // bam:h=1,v=3
  wire signed [15:0] product_0;
  reg [15:0]         table_0_q [0:65535];

  mul_bam_s8 #(.DROPPED_ROWS(1), .DROPPED_COLUMNS(3)) u_dut_0 (
    .a_i(activation),
    .w_i(weight),
    .p_o(product_0)
  );

  // mitchell
  wire signed [15:0] product_1;
  reg [15:0]         table_1_q [0:65535];

  mul_mitchell_s8 u_dut_1 (
    .a_i(activation),
    .w_i(weight),
    .p_o(product_1)
  );

  initial begin
    if (!$value$plusargs("dir=%s", dir)) dir = ".";
    unknown = 0;
    for (index = 0; index < 65536; index = index + 1) begin
      // Numeric order, not that of the codes: -128 is code 0x80.
      activation = index[15:8] ^ 8'h80;
      weight = index[7:0] ^ 8'h80;
      #1;
      table_0_q[index] = product_0;
      if (^product_0 === 1'bx) unknown = unknown + 1;
      table_1_q[index] = product_1;
      if (^product_1 === 1'bx) unknown = unknown + 1;
    end
    $writememh({dir, "/table_0.hex"}, table_0_q);
    $writememh({dir, "/table_1.hex"}, table_1_q);
    // No $finish: no event is left, and some simulators would print a line of their own after this one.
    $display("DONE n=65536 unknown=%0d", unknown);
  end

endmodule

`default_nettype wire
