// The loop nest of SEMANTICS section 2, one step a clock: blocks of LANES output channels, then output rows and columns, then the taps of
// the window in the order filterY, filterX, inChannel. C# twin: WindowGeometry, for y * stride - pad + f * dilation.
//
// An address is held for each loop: of what the next turn of the loop begins with. A turn adds the loop's own step and hands the sum
// to the loops inside, so there is no multiplication.
`default_nettype none

module window_control #(
  parameter LANES = 16
) (
  input  wire               clk_i,
  input  wire               start_i,           // for one clock; the inputs below stay as they are until done_o
  input  wire [15:0]        groups_i,
  input  wire [15:0]        group_channels_i,  // output channels of a group, which read the same input channels
  input  wire [31:0]        group_step_i,      // from the first input channel of a group, or of a block where lanes have activations of their own, to the next
  input  wire [15:0]        out_height_i,
  input  wire [15:0]        out_width_i,
  input  wire [15:0]        filter_height_i,
  input  wire [15:0]        filter_width_i,
  input  wire [15:0]        channels_i,        // taps of one element of the window
  input  wire signed [31:0] in_height_i,
  input  wire signed [31:0] in_width_i,
  input  wire signed [31:0] pad_top_i,
  input  wire signed [31:0] pad_left_i,
  input  wire signed [31:0] stride_y_i,        // in rows and columns
  input  wire signed [31:0] stride_x_i,
  input  wire signed [31:0] dilation_y_i,
  input  wire signed [31:0] dilation_x_i,
  input  wire signed [31:0] origin_i,          // address of the first window's first element, which may lie in the padding
  input  wire signed [31:0] step_out_y_i,      // from address to address
  input  wire signed [31:0] step_out_x_i,
  input  wire signed [31:0] step_filter_y_i,
  input  wire signed [31:0] step_filter_x_i,
  input  wire               per_lane_i,        // each block is a group of its own: depthwise, pools
  input  wire               hold_i,            // the last tap of a window waits
  output wire               valid_o,           // a tap
  output wire               first_o,           // of its window
  output wire               last_o,            // of its window
  output wire               inside_o,          // the image, not the padding
  output wire [31:0]        address_o,         // of the tap's activation
  output wire               next_block_o,      // with the last tap of the last window of a block
  output wire [15:0]        lanes_o,           // of this block that have a channel
  output reg                done_o             // all taps were given
);

  localparam [15:0] ALL = LANES;

  reg               run_q;
  reg [15:0]        group_q;
  reg [15:0]        left_q;     // output channels of the group from this block on
  reg [15:0]        out_y_q;
  reg [15:0]        out_x_q;
  reg [15:0]        filter_y_q;
  reg [15:0]        filter_x_q;
  reg [15:0]        channel_q;
  reg signed [31:0] row_q;      // of the image, under the tap
  reg signed [31:0] column_q;
  reg signed [31:0] top_q;      // row and column under the first element of the window
  reg signed [31:0] side_q;
  reg signed [31:0] address_q;
  reg signed [31:0] address_filter_x_q;
  reg signed [31:0] address_filter_y_q;
  reg signed [31:0] address_out_x_q;
  reg signed [31:0] address_out_y_q;
  reg signed [31:0] address_block_q;

  wire last_channel = channel_q == channels_i - 16'd1;
  wire last_filter_x = filter_x_q == filter_width_i - 16'd1;
  wire last_filter_y = filter_y_q == filter_height_i - 16'd1;
  wire last_out_x = out_x_q == out_width_i - 16'd1;
  wire last_out_y = out_y_q == out_height_i - 16'd1;
  wire last_of_group = left_q <= ALL;
  wire last_tap = last_channel && last_filter_x && last_filter_y;
  wire last_window = last_tap && last_out_x && last_out_y;
  wire step = run_q && !(last_tap && hold_i);

  wire signed [31:0] next_filter_x = address_filter_x_q + step_filter_x_i;
  wire signed [31:0] next_filter_y = address_filter_y_q + step_filter_y_i;
  wire signed [31:0] next_out_x = address_out_x_q + step_out_x_i;
  wire signed [31:0] next_out_y = address_out_y_q + step_out_y_i;
  wire signed [31:0] next_block = last_of_group || per_lane_i ? address_block_q + group_step_i : address_block_q;

  always @(posedge clk_i) begin
    if (start_i) begin
      run_q <= 1'b1;
      done_o <= 1'b0;
      group_q <= 16'd0;
      left_q <= group_channels_i;
      out_y_q <= 16'd0;
      out_x_q <= 16'd0;
      filter_y_q <= 16'd0;
      filter_x_q <= 16'd0;
      channel_q <= 16'd0;
      top_q <= -pad_top_i;
      side_q <= -pad_left_i;
      row_q <= -pad_top_i;
      column_q <= -pad_left_i;
      address_q <= origin_i;
      address_filter_x_q <= origin_i;
      address_filter_y_q <= origin_i;
      address_out_x_q <= origin_i;
      address_out_y_q <= origin_i;
      address_block_q <= origin_i;
    end else if (step) begin
      channel_q <= last_channel ? 16'd0 : channel_q + 16'd1;
      address_q <= address_q + 32'sd1;
      if (last_channel) begin
        filter_x_q <= last_filter_x ? 16'd0 : filter_x_q + 16'd1;
        column_q <= column_q + dilation_x_i;
        address_q <= next_filter_x;
        address_filter_x_q <= next_filter_x;
        if (last_filter_x) begin
          filter_y_q <= last_filter_y ? 16'd0 : filter_y_q + 16'd1;
          column_q <= side_q;
          row_q <= row_q + dilation_y_i;
          address_q <= next_filter_y;
          address_filter_x_q <= next_filter_y;
          address_filter_y_q <= next_filter_y;
        end
      end
      if (last_tap) begin
        out_x_q <= last_out_x ? 16'd0 : out_x_q + 16'd1;
        row_q <= top_q;
        column_q <= side_q + stride_x_i;
        side_q <= side_q + stride_x_i;
        address_q <= next_out_x;
        address_filter_x_q <= next_out_x;
        address_filter_y_q <= next_out_x;
        address_out_x_q <= next_out_x;
        if (last_out_x) begin
          out_y_q <= last_out_y ? 16'd0 : out_y_q + 16'd1;
          top_q <= top_q + stride_y_i;
          row_q <= top_q + stride_y_i;
          side_q <= -pad_left_i;
          column_q <= -pad_left_i;
          address_q <= next_out_y;
          address_filter_x_q <= next_out_y;
          address_filter_y_q <= next_out_y;
          address_out_x_q <= next_out_y;
          address_out_y_q <= next_out_y;
        end
      end
      if (last_window) begin
        top_q <= -pad_top_i;
        row_q <= -pad_top_i;
        address_q <= next_block;
        address_filter_x_q <= next_block;
        address_filter_y_q <= next_block;
        address_out_x_q <= next_block;
        address_out_y_q <= next_block;
        address_block_q <= next_block;
        left_q <= last_of_group ? group_channels_i : left_q - ALL;
        if (last_of_group) begin
          group_q <= group_q + 16'd1;
          if (group_q == groups_i - 16'd1) begin
            run_q <= 1'b0;
            done_o <= 1'b1;
          end
        end
      end
    end
  end

  // Before the first start nothing runs: there is no reset beside it.
  initial begin
    run_q = 1'b0;
    done_o = 1'b0;
  end

  assign valid_o = step;
  assign first_o = channel_q == 16'd0 && filter_x_q == 16'd0 && filter_y_q == 16'd0;
  assign last_o = last_tap;
  assign inside_o = row_q >= 0 && row_q < in_height_i && column_q >= 0 && column_q < in_width_i;
  assign address_o = address_q;
  assign next_block_o = last_window;
  assign lanes_o = last_of_group ? left_q : ALL;

endmodule

`default_nettype wire
