// Convolution, depthwise convolution and fully connected layer of SEMANTICS sections 2 and 3: LANES output channels at once, one tap a
// clock. C# twins: Conv2DReference, DepthwiseConv2DReference, FullyConnectedReference.
//
// Memories lie outside and answer one clock after their address. When the last tap of a window is added, its accumulators are copied and
// go through one requantizer, a channel a clock, while the next window is summed; so the order of the outputs is: blocks of channels,
// rows, columns, channels of the block.
`default_nettype none

module conv_engine #(
  parameter LANES = 16,
  parameter WIDTH = 32,    // bits of an accumulator
  parameter SATURATE = 0,  // 1: sums beyond them stay at their ends
  parameter SUMS = 0,      // 1: for weight zero points
  parameter REAL = 1       // 1: for requantization by float32 factors
) (
  input  wire                    clk_i,
  input  wire                    start_i,

  // Of the layer; as window_control has them.
  input  wire [15:0]             groups_i,
  input  wire [15:0]             group_channels_i,
  input  wire [31:0]             group_step_i,
  input  wire [15:0]             out_height_i,
  input  wire [15:0]             out_width_i,
  input  wire [15:0]             filter_height_i,
  input  wire [15:0]             filter_width_i,
  input  wire [15:0]             channels_i,
  input  wire signed [31:0]      in_height_i,
  input  wire signed [31:0]      in_width_i,
  input  wire signed [31:0]      pad_top_i,
  input  wire signed [31:0]      pad_left_i,
  input  wire signed [31:0]      stride_y_i,
  input  wire signed [31:0]      stride_x_i,
  input  wire signed [31:0]      dilation_y_i,
  input  wire signed [31:0]      dilation_x_i,
  input  wire signed [31:0]      origin_i,
  input  wire signed [31:0]      step_out_y_i,
  input  wire signed [31:0]      step_out_x_i,
  input  wire signed [31:0]      step_filter_y_i,
  input  wire signed [31:0]      step_filter_x_i,
  input  wire                    per_lane_i,     // a lane has an activation of its own; else all have the first one
  input  wire                    skip_i,         // padding has no product, and each window a start value of its own
  input  wire signed [7:0]       pad_value_i,    // the zero point, which padding carries
  input  wire [1:0]              kind_i,         // as requantize_s32 has them
  input  wire signed [8:0]       zero_point_i,
  input  wire signed [8:0]       lower_i,
  input  wire signed [8:0]       upper_i,

  output wire [31:0]             x_address_o,
  input  wire [8*LANES-1:0]      x_data_i,
  output wire [31:0]             w_address_o,    // a word holds a tap of each lane
  input  wire [8*LANES-1:0]      w_data_i,
  output wire [31:0]             start_address_o,
  input  wire [32*LANES-1:0]     start_data_i,   // acc_0 of each lane
  output wire [31:0]             factor_address_o,
  input  wire [47:0]             factor_data_i,  // of an output channel: weight zero point, shift, multiplier or float32 factor

  output wire                    valid_o,
  output wire signed [31:0]      acc_o,
  output wire signed [7:0]       code_o,
  output wire                    done_o,

  // What the lanes see and hold, for those who watch it.
  output wire                    operands_valid_o,
  output wire [15:0]             operands_lanes_o,  // that have a channel
  output wire [8*LANES-1:0]      operands_o,
  output wire                    prefixes_valid_o,
  output wire [15:0]             prefixes_lanes_o,
  output wire [32*LANES-1:0]     prefixes_o
);

  wire        tap;
  wire        first;
  wire        last;
  wire        present;
  wire [31:0] address;
  wire        next_block;
  wire [15:0] lanes;
  wire        all_given;
  wire        hold;
  wire        copy;
  wire        more;

  window_control #(
    .LANES(LANES)
  ) u_control (
    .clk_i(clk_i),
    .start_i(start_i),
    .groups_i(groups_i),
    .group_channels_i(group_channels_i),
    .group_step_i(group_step_i),
    .out_height_i(out_height_i),
    .out_width_i(out_width_i),
    .filter_height_i(filter_height_i),
    .filter_width_i(filter_width_i),
    .channels_i(channels_i),
    .in_height_i(in_height_i),
    .in_width_i(in_width_i),
    .pad_top_i(pad_top_i),
    .pad_left_i(pad_left_i),
    .stride_y_i(stride_y_i),
    .stride_x_i(stride_x_i),
    .dilation_y_i(dilation_y_i),
    .dilation_x_i(dilation_x_i),
    .origin_i(origin_i),
    .step_out_y_i(step_out_y_i),
    .step_out_x_i(step_out_x_i),
    .step_filter_y_i(step_filter_y_i),
    .step_filter_x_i(step_filter_x_i),
    .per_lane_i(per_lane_i),
    .hold_i(hold),
    .valid_o(tap),
    .first_o(first),
    .last_o(last),
    .inside_o(present),
    .address_o(address),
    .next_block_o(next_block),
    .lanes_o(lanes),
    .done_o(all_given)
  );

  // Addresses of the words of a block, gone through once for each window.
  reg [31:0] w_next_q;
  reg [31:0] w_block_q;
  reg [31:0] start_next_q;

  // First clock: addresses. Second clock: data and product.
  reg        tap1_q;
  reg        first1_q;
  reg        last1_q;
  reg        inside1_q;
  reg [31:0] x_address1_q;
  reg [31:0] w_address1_q;
  reg [31:0] start_address1_q;
  reg        tap2_q;
  reg        first2_q;
  reg        last2_q;
  reg        inside2_q;
  reg [15:0] lanes1_q;
  reg [15:0] lanes2_q;
  reg [15:0] lanes3_q;

  always @(posedge clk_i) begin
    if (start_i) begin
      w_next_q <= 32'd0;
      w_block_q <= 32'd0;
      start_next_q <= 32'd0;
    end else if (tap) begin
      w_next_q <= last && !next_block ? w_block_q : w_next_q + 32'd1;
      if (next_block) w_block_q <= w_next_q + 32'd1;
      if (next_block || (last && skip_i)) start_next_q <= start_next_q + 32'd1;
    end

    tap1_q <= tap && !start_i;
    first1_q <= first;
    last1_q <= last;
    inside1_q <= present;
    x_address1_q <= address;
    w_address1_q <= w_next_q;
    start_address1_q <= start_next_q;

    tap2_q <= tap1_q && !start_i;
    first2_q <= first1_q;
    last2_q <= last1_q;
    inside2_q <= inside1_q;

    lanes1_q <= lanes;
    lanes2_q <= lanes1_q;
    lanes3_q <= lanes2_q;
  end

  assign x_address_o = x_address1_q;
  assign w_address_o = w_address1_q;
  assign start_address_o = start_address1_q;

  // With skipped padding the first tap may be absent: the lane then takes the start value alone.
  wire add = inside2_q || !skip_i;
  wire [32*LANES-1:0] accumulators;
  wire [32*LANES-1:0] sums;

  genvar lane;
  generate
    for (lane = 0; lane < LANES; lane = lane + 1) begin : g_lane
      wire signed [7:0] activation = !inside2_q ? pad_value_i : per_lane_i ? x_data_i[8*lane +: 8] : x_data_i[7:0];

      mac_lane_s8 #(
        .WIDTH(WIDTH),
        .SATURATE(SATURATE),
        .SUMS(SUMS)
      ) u_lane (
        .clk_i(clk_i),
        .valid_i(tap2_q),
        .first_i(first2_q),
        .add_i(add),
        .start_i(start_data_i[32*lane +: 32]),
        .a_i(activation),
        .w_i(w_data_i[8*lane +: 8]),
        .acc_o(accumulators[32*lane +: 32]),
        .sum_o(sums[32*lane +: 32])
      );

      assign operands_o[8*lane +: 8] = activation;
    end
  endgenerate

  assign operands_valid_o = tap2_q && add;
  assign operands_lanes_o = lanes2_q;
  assign prefixes_o = accumulators;
  assign prefixes_lanes_o = lanes3_q;

  window_output u_output (
    .clk_i(clk_i),
    .start_i(start_i),
    .given_i(tap && last),
    .lanes_i(lanes),
    .added_i(tap2_q && last2_q),
    .hold_o(hold),
    .copy_o(copy),
    .more_o(more)
  );

  // Third clock: the accumulators of a window are copied. Then factors are asked for, and an output goes out a clock after each.
  reg                prefixes_q;
  reg [32*LANES-1:0] out_q;
  reg [32*LANES-1:0] out_sums_q;
  reg [31:0]         window_channel_q;  // of the window that was given last
  reg [31:0]         block_channel_q;
  reg [31:0]         factor_address_q;
  reg                out_valid_q;

  always @(posedge clk_i) begin
    prefixes_q <= tap2_q && !start_i;

    if (start_i) begin
      block_channel_q <= 32'd0;
      out_valid_q <= 1'b0;
    end else begin
      if (tap && last) begin
        window_channel_q <= block_channel_q;
        if (next_block) block_channel_q <= block_channel_q + {16'd0, lanes};
      end

      if (copy) factor_address_q <= window_channel_q;
      else if (more) factor_address_q <= factor_address_q + 32'd1;
      out_valid_q <= more;
    end

    if (copy) begin
      out_q <= accumulators;
      out_sums_q <= sums;
    end else if (out_valid_q) begin
      out_q <= out_q >> 32;
      out_sums_q <= out_sums_q >> 32;
    end
  end

  // What a weight zero point takes is taken exactly, after the last addition.
  wire signed [31:0] weight_zero_point = { {24{factor_data_i[47]}}, factor_data_i[47:40] };

  assign acc_o = SUMS != 0 ? $signed(out_q[31:0]) - (weight_zero_point * $signed(out_sums_q[31:0])) : $signed(out_q[31:0]);
  assign factor_address_o = factor_address_q;
  assign prefixes_valid_o = prefixes_q;
  assign valid_o = out_valid_q;
  assign done_o = all_given && !hold && !more && !out_valid_q;

  requantize_s32 #(
    .REAL(REAL)
  ) u_requantize (
    .acc_i(acc_o),
    .kind_i(kind_i),
    .factor_i(factor_data_i[31:0]),
    .shift_i(factor_data_i[37:32]),
    .zero_point_i(zero_point_i),
    .lower_i(lower_i),
    .upper_i(upper_i),
    .code_o(code_o)
  );

  wire _unused = &{1'b0, factor_data_i[39:38], out_sums_q[31:0], weight_zero_point};

endmodule

`default_nettype wire
