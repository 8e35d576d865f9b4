// Average and maximum pool of SEMANTICS section 4: LANES channels at once, one element of the window a clock. Padding does not exist.
// C# twins: AveragePool2DReference, MaxPool2DReference. Memory and outputs as those of conv_engine.
`default_nettype none

module pool_engine #(
  parameter LANES = 16
) (
  input  wire                    clk_i,
  input  wire                    start_i,

  // Of the layer; as window_control has them.
  input  wire [15:0]             channels_i,       // of the image
  input  wire [15:0]             out_height_i,
  input  wire [15:0]             out_width_i,
  input  wire [15:0]             filter_height_i,
  input  wire [15:0]             filter_width_i,
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
  input  wire                    maximum_i,        // else the average
  input  wire                    ties_up_i,        // as average_s32 has it
  input  wire signed [8:0]       lower_i,
  input  wire signed [8:0]       upper_i,

  output wire [31:0]             x_address_o,
  input  wire [8*LANES-1:0]      x_data_i,

  output wire                    valid_o,
  output wire signed [7:0]       code_o,
  output wire                    done_o
);

  wire        element;
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
    .groups_i(16'd1),
    .group_channels_i(channels_i),
    .group_step_i(LANES),
    .out_height_i(out_height_i),
    .out_width_i(out_width_i),
    .filter_height_i(filter_height_i),
    .filter_width_i(filter_width_i),
    .channels_i(16'd1),
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
    .per_lane_i(1'b1),
    .hold_i(hold),
    .valid_o(element),
    .first_o(first),
    .last_o(last),
    .inside_o(present),
    .address_o(address),
    .next_block_o(next_block),
    .lanes_o(lanes),
    .done_o(all_given)
  );

  reg        element1_q;
  reg        first1_q;
  reg        last1_q;
  reg        inside1_q;
  reg [31:0] x_address1_q;
  reg        element2_q;
  reg        first2_q;
  reg        last2_q;
  reg        inside2_q;
  reg [15:0] count_q;

  always @(posedge clk_i) begin
    element1_q <= element && !start_i;
    first1_q <= first;
    last1_q <= last;
    inside1_q <= present;
    x_address1_q <= address;

    element2_q <= element1_q && !start_i;
    first2_q <= first1_q;
    last2_q <= last1_q;
    inside2_q <= inside1_q;

    if (element2_q) count_q <= (first2_q ? 16'd0 : count_q) + {15'd0, inside2_q};
  end

  assign x_address_o = x_address1_q;

  wire [32*LANES-1:0] values;

  genvar lane;
  generate
    for (lane = 0; lane < LANES; lane = lane + 1) begin : g_lane
      pool_lane_s8 u_lane (
        .clk_i(clk_i),
        .valid_i(element2_q),
        .first_i(first2_q),
        .inside_i(inside2_q),
        .maximum_i(maximum_i),
        .x_i(x_data_i[8*lane +: 8]),
        .value_o(values[32*lane +: 32])
      );
    end
  endgenerate

  window_output u_output (
    .clk_i(clk_i),
    .start_i(start_i),
    .given_i(element && last),
    .lanes_i(lanes),
    .added_i(element2_q && last2_q),
    .hold_o(hold),
    .copy_o(copy),
    .more_o(more)
  );

  // The results of a window are copied, then one goes out a clock.
  reg [32*LANES-1:0] out_q;
  reg [15:0]         out_count_q;

  always @(posedge clk_i) begin
    if (copy) begin
      out_q <= values;
      out_count_q <= count_q;
    end else out_q <= out_q >> 32;
  end

  wire signed [31:0] value = out_q[31:0];
  wire signed [7:0]  average;
  wire signed [8:0]  greatest = value[8:0];
  wire signed [8:0]  clamped = greatest < lower_i ? lower_i : greatest > upper_i ? upper_i : greatest;

  average_s32 u_average (
    .sum_i(value),
    .count_i(out_count_q),
    .ties_up_i(ties_up_i),
    .lower_i(lower_i),
    .upper_i(upper_i),
    .code_o(average)
  );

  assign valid_o = more;
  assign code_o = maximum_i ? clamped[7:0] : average;
  assign done_o = all_given && !hold && !more;

  wire _unused = &{1'b0, next_block, clamped[8]};

endmodule

`default_nettype wire
