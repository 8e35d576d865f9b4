// The circuit mul8s, all 65,536 pairs of codes: A from 0 to 255 outer, B from 0 to 255 inner.
// Prints the widths of its ports, writes DIR/table.hex for +dir=DIR, one product a line, and says DONE.
`default_nettype none

module circuit_tb;

  reg [7:0]   a;
  reg [7:0]   b;
  wire [63:0] product;

  reg [63:0]       known;
  reg [31:0]       table_q [0:65535];
  reg [8*1024-1:0] dir;
  integer          index;
  integer          width;

  mul8s u_dut (
    .A(a),
    .B(b),
    .O(product)
  );

  // A narrower product leaves the upper bits of the net without a driver.
  task store(input integer position);
    begin
      known = product & ((64'd1 << width) - 64'd1);
      table_q[position] = known[31:0];
      // Said at once: it tells a slow simulation from one that does not advance.
      if (position == 255) begin
        $display("STARTED");
        $fflush;
      end
    end
  endtask

  initial begin
    if (!$value$plusargs("dir=%s", dir)) dir = ".";
    width = $bits(u_dut.O);
    $display("WIDTHS %0d %0d %0d", $bits(u_dut.A), $bits(u_dut.B), width);
    for (index = 0; index < 65536; index = index + 1) begin
      a = index[15:8];
      b = index[7:0];
      #1;
      store(index);
    end
    $writememh({dir, "/table.hex"}, table_q);
    $display("DONE n=65536");
    // A circuit may have events of its own, which do not end.
    $finish;
  end

endmodule

`default_nettype wire
