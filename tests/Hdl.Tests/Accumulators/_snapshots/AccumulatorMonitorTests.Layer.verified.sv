// Layer conv_0: amul trunc_2_33314c3a, aadd trunc:3; from D_sound.json with digest
// 0000000000000000000000000000000000000000000000000000000000000000.
// Beside the mac_s8_acc32 of the layer, with its ports: operands and every accumulator lie in the bounds of the region that the file
// names. An accumulator is final when the next one is loaded. Simulators check all of it; with FORMAL defined the operands are
// assumed instead (yosys: read_verilog -formal), for proofs about the circuit around this file.
`default_nettype none

module accumulator_monitor_0 (
  input wire               clk_i,
  input wire               load_i,
  input wire               valid_i,
  input wire signed [7:0]  a_i,
  input wire signed [7:0]  w_i,
  input wire signed [31:0] acc_i
);

  // Bit w + 128 is 1 where weight w occurs.
  localparam [255:0]       WEIGHTS = 256'h260024014042400000c1118444040010000080688802100002d6881490440d04;
  localparam signed [7:0]  A_LOWER = 8'sh80;  // -128
  localparam signed [7:0]  A_UPPER = 8'sh7f;  // 127
  localparam signed [31:0] PREFIX_LOWER = 32'shfffd39e0;  // -181792
  localparam signed [31:0] PREFIX_UPPER = 32'sh0002e740;  // 190272
  localparam signed [31:0] FINAL_LOWER = 32'shfffd39e0;  // -181792
  localparam signed [31:0] FINAL_UPPER = 32'sh0002e740;  // 190272

  wire a_known = a_i >= A_LOWER && a_i <= A_UPPER;
  wire w_known = WEIGHTS[{~w_i[7], w_i[6:0]}];
  wire prefix_known = acc_i >= PREFIX_LOWER && acc_i <= PREFIX_UPPER;
  wire final_known = acc_i >= FINAL_LOWER && acc_i <= FINAL_UPPER;

  // Undefined before the first load, as the accumulator is.
  reg loaded_q = 1'b0;

  always @(posedge clk_i) begin
    if (load_i) loaded_q <= 1'b1;
  end

`ifdef FORMAL
  always @* begin
    if (valid_i) assume (a_known);
    if (valid_i) assume (w_known);
  end

  always @(posedge clk_i) begin
    if (loaded_q) assert (prefix_known);
    if (loaded_q && load_i) assert (final_known);
  end
`else
  // Undefined bits are no known value.
  always @(posedge clk_i) begin
    if (valid_i && !load_i) begin
      assert (a_known === 1'b1) else $error("activation %0d is outside its bounds", a_i);
      assert (w_known === 1'b1) else $error("weight %0d does not occur in the layer", w_i);
    end
    if (loaded_q) begin
      assert (prefix_known === 1'b1) else $error("accumulator %0d is outside the bounds of the sums on the way", acc_i);
    end
    if (loaded_q && load_i) begin
      assert (final_known === 1'b1) else $error("accumulator %0d is outside the bounds of final sums", acc_i);
    end
  end
`endif

endmodule

`default_nettype wire
