// Layer conv1: amul trunc:2, aadd exact; 12 accumulators of 160 taps in all.
// For +dir=DIR (default: the current folder) reads DIR/accumulators.hex, one accumulator a line: start value, number of taps,
// expected value; and DIR/taps.hex, one tap a line: activation, weight. Says PASS, or FAIL and ends with an exit code that is not 0.
// +vcd writes waves.
`default_nettype none

module layer_tb;

  localparam integer ACCUMULATORS = 12;
  localparam integer TAPS = 160;

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

  // Files are read into these and copied: Verilator 5.006 does not propagate what $fscanf stores in a signal.
  reg signed [31:0]  start_read;
  reg signed [31:0]  expected;
  reg signed [7:0]   activation_read;
  reg signed [7:0]   weight_read;
  integer            count;

  reg [8*1024-1:0]   dir;
  integer            accumulator_file;
  integer            tap_file;
  integer            fields;
  integer            index;
  integer            tap;
  integer            taps;
  integer            failures;
  reg                complete;

  initial begin
    if (!$value$plusargs("dir=%s", dir)) dir = ".";
    if ($test$plusargs("vcd")) begin
      $dumpfile("layer_tb.vcd");
      $dumpvars(0, layer_tb);
    end

    clk = 1'b0;
    load = 1'b0;
    valid = 1'b0;
    taps = 0;
    failures = 0;
    accumulator_file = $fopen({dir, "/accumulators.hex"}, "r");
    tap_file = $fopen({dir, "/taps.hex"}, "r");
    complete = accumulator_file != 0 && tap_file != 0;

    for (index = 0; complete && index < ACCUMULATORS; index = index + 1) begin
      fields = $fscanf(accumulator_file, "%h %h %h\n", start_read, count, expected);
      complete = fields == 3;
      start = start_read;
      load = 1'b1;
      #1 clk = 1'b1;
      #1 clk = 1'b0;
      load = 1'b0;

      valid = 1'b1;
      for (tap = 0; complete && tap < count; tap = tap + 1) begin
        fields = $fscanf(tap_file, "%h %h\n", activation_read, weight_read);
        complete = fields == 2;
        activation = activation_read;
        weight = weight_read;
        taps = taps + 1;
        #1 clk = 1'b1;
        #1 clk = 1'b0;
      end
      valid = 1'b0;

      // An expected value with x bits would equal an undefined accumulator.
      if (complete && (acc !== expected || ^expected === 1'bx)) begin
        if (failures == 0)
          $display("accumulator %0d: start=%0d taps=%0d (to line %0d of taps.hex) got=%0d expected=%0d",
                   index, start, count, taps, acc, expected);
        failures = failures + 1;
      end
    end

    // A file that is absent, short, long or of another layer must not pass.
    if (complete) complete = $feof(accumulator_file) != 0 && $feof(tap_file) != 0;
    if (!complete || taps != TAPS) begin
      $display("accumulators.hex and taps.hex do not hold %0d accumulators and %0d taps", ACCUMULATORS, TAPS);
      failures = failures + 1;
    end

    // No $finish: no event is left, and some simulators would print a line of their own after this one. $fatal is for the exit code.
    if (failures == 0) $display("PASS n=%0d", ACCUMULATORS);
    else begin
      $display("FAIL n=%0d failures=%0d", ACCUMULATORS, failures);
      $fatal(0);
    end
  end

endmodule

`default_nettype wire
