// Counts the outputs of a window, one a clock, while the next window is summed. Its engine copies the results when copy_o, and takes one
// each clock while more_o; window_control holds the last tap of the next window while hold_o.
`default_nettype none

module window_output (
  input  wire        clk_i,
  input  wire        start_i,
  input  wire        given_i,  // the last tap of a window is given
  input  wire [15:0] lanes_i,  // of this window that have a channel
  input  wire        added_i,  // the last tap of a window is added
  output wire        hold_o,   // from the last tap of a window until few outputs are left
  output wire        copy_o,   // a clock after added_i
  output wire        more_o    // outputs are left
);

  reg        busy_q;
  reg        full_q;
  reg [15:0] lanes_q;  // of the window that was given last
  reg [15:0] left_q;

  always @(posedge clk_i) begin
    full_q <= added_i && !start_i;

    if (start_i) begin
      busy_q <= 1'b0;
      left_q <= 16'd0;
    end else begin
      // The next window is copied four clocks after its last tap was given at the earliest: these outputs are gone by then.
      if (given_i) busy_q <= 1'b1;
      else if (full_q ? lanes_q < 16'd4 : left_q == 16'd4) busy_q <= 1'b0;

      if (given_i) lanes_q <= lanes_i;

      if (full_q) left_q <= lanes_q;
      else if (left_q != 16'd0) left_q <= left_q - 16'd1;
    end
  end

  assign hold_o = busy_q;
  assign copy_o = full_q;
  assign more_o = left_q != 16'd0;

endmodule

`default_nettype wire
