// 2 adders at once, 5256 vectors.
// Reads DIR/vectors.hex (accumulator and addend, 64 bits a line) and writes DIR/sums_0.hex and so on, one sum a line, for +dir=DIR;
// ends in one line that counts the sums with x or z bits.
`default_nettype none

module adders_tb;

  localparam integer VECTORS = 5256;

  reg signed [31:0] acc;
  reg signed [31:0] addend;

  reg [63:0]       vectors_q [0:VECTORS-1];
  reg [8*1024-1:0] dir;
  integer          index;
  integer          unknown;

  // exact
  wire signed [31:0] sum_0;
  reg [31:0]         sums_0_q [0:VECTORS-1];

  add_exact_s32 u_dut_0 (
    .acc_i(acc),
    .addend_i(addend),
    .sum_o(sum_0)
  );

  // loa:4
  wire signed [31:0] sum_1;
  reg [31:0]         sums_1_q [0:VECTORS-1];

  add_loa_s32 #(.LOWER(4)) u_dut_1 (
    .acc_i(acc),
    .addend_i(addend),
    .sum_o(sum_1)
  );

  initial begin
    if (!$value$plusargs("dir=%s", dir)) dir = ".";
    $readmemh({dir, "/vectors.hex"}, vectors_q);
    unknown = 0;
    for (index = 0; index < VECTORS; index = index + 1) begin
      acc = vectors_q[index][63:32];
      addend = vectors_q[index][31:0];
      #1;
      sums_0_q[index] = sum_0;
      if (^sum_0 === 1'bx) unknown = unknown + 1;
      sums_1_q[index] = sum_1;
      if (^sum_1 === 1'bx) unknown = unknown + 1;
    end
    $writememh({dir, "/sums_0.hex"}, sums_0_q);
    $writememh({dir, "/sums_1.hex"}, sums_1_q);
    // No $finish: no event is left, and some simulators would print a line of their own after this one.
    $display("DONE n=%0d unknown=%0d", VECTORS, unknown);
  end

endmodule

`default_nettype wire
