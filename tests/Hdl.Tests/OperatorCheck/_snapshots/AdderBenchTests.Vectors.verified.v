// The adder exact, 5256 vectors.
// Reads DIR/vectors.hex (accumulator and addend, 64 bits a line) and writes DIR/sums.hex, one sum a line, for +dir=DIR;
// ends in one line that counts the sums with x or z bits.
`default_nettype none

module adder_tb;

  localparam integer VECTORS = 5256;

  reg signed [31:0]  acc;
  reg signed [31:0]  addend;
  wire signed [31:0] sum;

  reg [63:0]       vectors_q [0:VECTORS-1];
  reg [31:0]       sums_q [0:VECTORS-1];
  reg [8*1024-1:0] dir;
  integer          index;
  integer          unknown;

  qm_add u_dut (
    .acc_i(acc),
    .addend_i(addend),
    .sum_o(sum)
  );

  initial begin
    if (!$value$plusargs("dir=%s", dir)) dir = ".";
    $readmemh({dir, "/vectors.hex"}, vectors_q);
    unknown = 0;
    for (index = 0; index < VECTORS; index = index + 1) begin
      acc = vectors_q[index][63:32];
      addend = vectors_q[index][31:0];
      #1;
      sums_q[index] = sum;
      if (^sum === 1'bx) unknown = unknown + 1;
    end
    $writememh({dir, "/sums.hex"}, sums_q);
    // No $finish: no event is left, and some simulators would print a line of their own after this one.
    $display("DONE n=%0d unknown=%0d", VECTORS, unknown);
  end

endmodule

`default_nettype wire
