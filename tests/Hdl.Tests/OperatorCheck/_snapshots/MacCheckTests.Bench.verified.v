// mac_s8_acc32 with amul bam:h=1,v=3, aadd loa:4, 66048 rising edges.
// Reads DIR/steps.hex (load in bit 49, valid in bit 48, start, activation, weight: 56 bits a line) and writes DIR/accumulators.hex,
// the accumulator after each edge, for +dir=DIR; ends in one line that counts the accumulators with x or z bits.
`default_nettype none

module mac_tb;

  localparam integer STEPS = 66048;

  reg                clk;
  reg                load;
  reg                valid;
  reg signed [31:0]  start;
  reg signed [7:0]   activation;
  reg signed [7:0]   weight;
  wire signed [31:0] acc;

  mac_s8_acc32 u_dut (
    .clk_i(clk),
    .load_i(load),
    .start_i(start),
    .valid_i(valid),
    .a_i(activation),
    .w_i(weight),
    .acc_o(acc)
  );

  reg [55:0]       steps_q [0:STEPS-1];
  reg [31:0]       accumulators_q [0:STEPS-1];
  reg [8*1024-1:0] dir;
  integer          index;
  integer          unknown;

  initial begin
    if (!$value$plusargs("dir=%s", dir)) dir = ".";
    $readmemh({dir, "/steps.hex"}, steps_q);
    unknown = 0;
    clk = 1'b0;
    for (index = 0; index < STEPS; index = index + 1) begin
      load = steps_q[index][49];
      valid = steps_q[index][48];
      start = steps_q[index][47:16];
      activation = steps_q[index][15:8];
      weight = steps_q[index][7:0];
      #1 clk = 1'b1;
      #1 clk = 1'b0;
      accumulators_q[index] = acc;
      if (^acc === 1'bx) unknown = unknown + 1;
    end
    $writememh({dir, "/accumulators.hex"}, accumulators_q);
    // No $finish: no event is left, and some simulators would print a line of their own after this one.
    $display("DONE n=%0d unknown=%0d", STEPS, unknown);
  end

endmodule

`default_nettype wire
