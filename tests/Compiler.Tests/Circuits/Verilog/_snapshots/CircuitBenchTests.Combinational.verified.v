// The circuit mul8s on 131072 pairs of codes, A in the upper byte.
// Prints the widths of its ports, reads DIR/pairs.hex for +dir=DIR, writes what the product is after each pair to DIR/products.hex, and says DONE.
`default_nettype none

module circuit_tb;

  reg [7:0]   a;
  reg [7:0]   b;
  wire [63:0] product;

  reg [63:0]       known;
  reg [15:0]       pairs_q [0:131072-1];
  reg [31:0]       products_q [0:131072-1];
  reg [8*1024-1:0] dir;
  integer          index;
  integer          width;

  mul8s u_dut (
    .A(a),
    .B(b),
    .O(product)
  );

  initial begin
    if (!$value$plusargs("dir=%s", dir)) dir = ".";
    width = $bits(u_dut.O);
    $display("WIDTHS %0d %0d %0d", $bits(u_dut.A), $bits(u_dut.B), width);
    $readmemh({dir, "/pairs.hex"}, pairs_q);
    // By now every process of the circuit waits for its operands.
    #1;
    for (index = 0; index < 131072; index = index + 1) begin
      a = pairs_q[index][15:8];
      b = pairs_q[index][7:0];
      #1;
      // A narrower product leaves the upper bits of the net without a driver.
      known = product & ((64'd1 << width) - 64'd1);
      products_q[index] = known[31:0];
      // Said early and often: it tells a slow simulation from one that does not advance.
      if (index[9:0] == 10'd255) begin
        $display("AT %0d", index);
        $fflush;
      end
    end
    $writememh({dir, "/products.hex"}, products_q);
    $display("DONE n=131072");
    // A circuit may have events of its own, which do not end.
    $finish;
  end

endmodule

`default_nettype wire
