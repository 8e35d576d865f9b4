// Engine of 16 lanes: amul trunc:2, aadd loa:4, accumulators of 24 bits that saturate.
// For +dir=DIR (default: the current folder) reads the memories of one layer: DIR/layer.hex, the numbers below in their order, and
//   x.hex       activations, one a line (conv, pool, add)     y.hex      the other operand (add)
//   w.hex       weights, a word of all lanes a line (conv)    start.hex  acc_0, a word of all lanes a line (conv)
//   factor.hex  weight zero point, shift, factor (conv)       acc.hex    expected accumulators, code.hex expected codes, in the order of outputs
// and writes DIR/out.hex, the codes that the engine gives. Says PASS, or FAIL and ends with an exit code that is not 0.
// +waves=FILE writes waves.
`default_nettype none

module engine_tb;

  localparam integer X_WORDS = 1024;
  localparam integer W_WORDS = 1024;
  localparam integer START_WORDS = 1024;
  localparam integer FACTOR_WORDS = 1024;
  localparam integer OUT_WORDS = 1024;
  localparam integer LANES = 16;

  // layer.hex, in this order.
  localparam integer
    ENGINE = 0,
    OUTPUTS = 1,
    COMPARISONS = 2,
    HAS_CODES = 3,
    CYCLE_LIMIT = 4,
    X_COUNT = 5,
    W_COUNT = 6,
    START_COUNT = 7,
    FACTOR_COUNT = 8,
    GROUPS = 9,
    GROUP_CHANNELS = 10,
    GROUP_STEP = 11,
    OUT_HEIGHT = 12,
    OUT_WIDTH = 13,
    FILTER_HEIGHT = 14,
    FILTER_WIDTH = 15,
    CHANNELS = 16,
    IN_HEIGHT = 17,
    IN_WIDTH = 18,
    PAD_TOP = 19,
    PAD_LEFT = 20,
    STRIDE_Y = 21,
    STRIDE_X = 22,
    DILATION_Y = 23,
    DILATION_X = 24,
    ORIGIN = 25,
    STEP_OUT_Y = 26,
    STEP_OUT_X = 27,
    STEP_FILTER_Y = 28,
    STEP_FILTER_X = 29,
    PER_LANE = 30,
    SKIP = 31,
    PAD_VALUE = 32,
    MAXIMUM = 33,
    TIES_UP = 34,
    SUBTRACT = 35,
    KIND = 36,
    ZERO_POINT = 37,
    LOWER = 38,
    UPPER = 39,
    ZERO_POINT_A = 40,
    FACTOR_A = 41,
    SHIFT_A = 42,
    ZERO_POINT_B = 43,
    FACTOR_B = 44,
    SHIFT_B = 45,
    FACTOR = 46,
    SHIFT = 47;

  localparam [1:0] CONV = 2'd0, POOL = 2'd1, ADD = 2'd2;

  reg [31:0]         layer_file [0:55];
  reg [31:0]         layer [0:55];
  reg [7:0]          x_memory [0:X_WORDS-1];
  reg [7:0]          y_memory [0:X_WORDS-1];
  reg [8*LANES-1:0]  w_memory [0:W_WORDS-1];
  reg [32*LANES-1:0] start_memory [0:START_WORDS-1];
  reg [47:0]         factor_memory [0:FACTOR_WORDS-1];
  reg [31:0]         acc_memory [0:OUT_WORDS-1];
  reg [7:0]          code_memory [0:OUT_WORDS-1];
  reg [7:0]          out_memory [0:OUT_WORDS-1];

  // One clock for each engine: those that are not used stand still.
  reg  conv_clk;
  reg  pool_clk;
  reg  add_clk;
  reg  start;
  reg  load;

  wire [31:0]        conv_x_address;
  wire [31:0]        pool_x_address;
  wire [31:0]        add_address;
  wire [31:0]        w_address;
  wire [31:0]        start_address;
  wire [31:0]        factor_address;
  reg [8*LANES-1:0]  x_data;
  reg [8*LANES-1:0]  pool_x_data;
  reg [8*LANES-1:0]  w_data;
  reg [32*LANES-1:0] start_data;
  reg [47:0]         factor_data;
  reg [7:0]          a_data;
  reg [7:0]          b_data;

  wire               conv_valid;
  wire               pool_valid;
  wire               add_valid;
  wire               conv_done;
  wire               pool_done;
  wire               add_done;
  wire signed [31:0] acc;
  wire signed [7:0]  conv_code;
  wire signed [7:0]  pool_code;
  wire signed [7:0]  add_code;
  wire               operands_valid;
  wire [15:0]        operands_lanes;
  wire [8*LANES-1:0] operands;
  wire               prefixes_valid;
  wire [15:0]        prefixes_lanes;
  wire [32*LANES-1:0] prefixes;

  conv_engine #(
    .LANES(LANES),
    .WIDTH(24),
    .SATURATE(1),
    .SUMS(0),
    .REAL(0)
  ) u_conv (
    .clk_i(conv_clk),
    .start_i(start),
    .groups_i(layer[GROUPS][15:0]),
    .group_channels_i(layer[GROUP_CHANNELS][15:0]),
    .group_step_i(layer[GROUP_STEP]),
    .out_height_i(layer[OUT_HEIGHT][15:0]),
    .out_width_i(layer[OUT_WIDTH][15:0]),
    .filter_height_i(layer[FILTER_HEIGHT][15:0]),
    .filter_width_i(layer[FILTER_WIDTH][15:0]),
    .channels_i(layer[CHANNELS][15:0]),
    .in_height_i(layer[IN_HEIGHT]),
    .in_width_i(layer[IN_WIDTH]),
    .pad_top_i(layer[PAD_TOP]),
    .pad_left_i(layer[PAD_LEFT]),
    .stride_y_i(layer[STRIDE_Y]),
    .stride_x_i(layer[STRIDE_X]),
    .dilation_y_i(layer[DILATION_Y]),
    .dilation_x_i(layer[DILATION_X]),
    .origin_i(layer[ORIGIN]),
    .step_out_y_i(layer[STEP_OUT_Y]),
    .step_out_x_i(layer[STEP_OUT_X]),
    .step_filter_y_i(layer[STEP_FILTER_Y]),
    .step_filter_x_i(layer[STEP_FILTER_X]),
    .per_lane_i(layer[PER_LANE][0]),
    .skip_i(layer[SKIP][0]),
    .pad_value_i(layer[PAD_VALUE][7:0]),
    .kind_i(layer[KIND][1:0]),
    .zero_point_i(layer[ZERO_POINT][8:0]),
    .lower_i(layer[LOWER][8:0]),
    .upper_i(layer[UPPER][8:0]),
    .x_address_o(conv_x_address),
    .x_data_i(x_data),
    .w_address_o(w_address),
    .w_data_i(w_data),
    .start_address_o(start_address),
    .start_data_i(start_data),
    .factor_address_o(factor_address),
    .factor_data_i(factor_data),
    .valid_o(conv_valid),
    .acc_o(acc),
    .code_o(conv_code),
    .done_o(conv_done),
    .operands_valid_o(operands_valid),
    .operands_lanes_o(operands_lanes),
    .operands_o(operands),
    .prefixes_valid_o(prefixes_valid),
    .prefixes_lanes_o(prefixes_lanes),
    .prefixes_o(prefixes)
  );

  pool_engine #(
    .LANES(LANES)
  ) u_pool (
    .clk_i(pool_clk),
    .start_i(start),
    .channels_i(layer[GROUP_CHANNELS][15:0]),
    .out_height_i(layer[OUT_HEIGHT][15:0]),
    .out_width_i(layer[OUT_WIDTH][15:0]),
    .filter_height_i(layer[FILTER_HEIGHT][15:0]),
    .filter_width_i(layer[FILTER_WIDTH][15:0]),
    .in_height_i(layer[IN_HEIGHT]),
    .in_width_i(layer[IN_WIDTH]),
    .pad_top_i(layer[PAD_TOP]),
    .pad_left_i(layer[PAD_LEFT]),
    .stride_y_i(layer[STRIDE_Y]),
    .stride_x_i(layer[STRIDE_X]),
    .dilation_y_i(layer[DILATION_Y]),
    .dilation_x_i(layer[DILATION_X]),
    .origin_i(layer[ORIGIN]),
    .step_out_y_i(layer[STEP_OUT_Y]),
    .step_out_x_i(layer[STEP_OUT_X]),
    .step_filter_y_i(layer[STEP_FILTER_Y]),
    .step_filter_x_i(layer[STEP_FILTER_X]),
    .maximum_i(layer[MAXIMUM][0]),
    .ties_up_i(layer[TIES_UP][0]),
    .lower_i(layer[LOWER][8:0]),
    .upper_i(layer[UPPER][8:0]),
    .x_address_o(pool_x_address),
    .x_data_i(pool_x_data),
    .valid_o(pool_valid),
    .code_o(pool_code),
    .done_o(pool_done)
  );

  add_engine u_add (
    .clk_i(add_clk),
    .start_i(start),
    .count_i(layer[OUTPUTS]),
    .subtract_i(layer[SUBTRACT][0]),
    .single_i(layer[KIND][0]),
    .zero_point_a_i(layer[ZERO_POINT_A][8:0]),
    .factor_a_i(layer[FACTOR_A]),
    .shift_a_i(layer[SHIFT_A][5:0]),
    .zero_point_b_i(layer[ZERO_POINT_B][8:0]),
    .factor_b_i(layer[FACTOR_B]),
    .shift_b_i(layer[SHIFT_B][5:0]),
    .zero_point_i(layer[ZERO_POINT][8:0]),
    .factor_i(layer[FACTOR]),
    .shift_i(layer[SHIFT][5:0]),
    .lower_i(layer[LOWER][8:0]),
    .upper_i(layer[UPPER][8:0]),
    .address_o(add_address),
    .a_i(a_data),
    .b_i(b_data),
    .valid_o(add_valid),
    .code_o(add_code),
    .done_o(add_done)
  );

  // Memories are smaller than addresses can be.
  wire _unused = &{1'b0, conv_x_address, pool_x_address, add_address, w_address, start_address, factor_address};

  // Copied at an edge: what hangs on numbers that a process writes is computed at every step of time, three times as slow in Verilator.
  integer word;

  always @(posedge load) for (word = 0; word <= 55; word = word + 1) layer[word] <= layer_file[word];

  integer lane;

  always @(posedge conv_clk) begin
    if (layer[PER_LANE][0])
      for (lane = 0; lane < LANES; lane = lane + 1) x_data[8*lane +: 8] <= x_memory[conv_x_address + lane];
    else
      x_data[7:0] <= x_memory[conv_x_address];
    w_data <= w_memory[w_address];
    start_data <= start_memory[start_address];
    factor_data <= factor_memory[factor_address];
  end

  integer pool_lane;

  always @(posedge pool_clk)
    for (pool_lane = 0; pool_lane < LANES; pool_lane = pool_lane + 1) pool_x_data[8*pool_lane +: 8] <= x_memory[pool_x_address + pool_lane];

  always @(posedge add_clk) begin
    a_data <= x_memory[add_address];
    b_data <= y_memory[add_address];
  end

  wire _unused_watch = &{1'b0, operands_valid, operands_lanes, operands, prefixes_valid, prefixes_lanes, prefixes};

  integer outputs;          // given so far
  integer compared;         // accumulators and codes
  integer acc_mismatches;
  integer code_mismatches;

  wire valid = layer[ENGINE][1:0] == CONV ? conv_valid : layer[ENGINE][1:0] == POOL ? pool_valid : add_valid;
  wire done = layer[ENGINE][1:0] == CONV ? conv_done : layer[ENGINE][1:0] == POOL ? pool_done : add_done;
  wire [7:0] code = layer[ENGINE][1:0] == CONV ? conv_code : layer[ENGINE][1:0] == POOL ? pool_code : add_code;

  task compare;
    begin
      if (outputs < OUT_WORDS) begin
        if (layer[ENGINE][1:0] == CONV) begin
          compared = compared + 1;
          // An expected value with x bits would equal an undefined one.
          if (acc !== acc_memory[outputs] || ^acc_memory[outputs] === 1'bx) begin
            if (acc_mismatches == 0)
              $display("MISMATCH accumulator output=%0d got=%0d expected=%0d", outputs, acc, $signed(acc_memory[outputs]));
            acc_mismatches = acc_mismatches + 1;
          end
        end
        if (layer[HAS_CODES][0]) begin
          compared = compared + 1;
          if (code !== code_memory[outputs] || ^code_memory[outputs] === 1'bx) begin
            if (code_mismatches == 0)
              $display("MISMATCH code output=%0d got=%0d expected=%0d", outputs, $signed(code), $signed(code_memory[outputs]));
            code_mismatches = code_mismatches + 1;
          end
        end
        out_memory[outputs] = code;
      end
      outputs = outputs + 1;
    end
  endtask

  reg [8*1024-1:0] dir;
  reg [8*1024-1:0] waves;
  integer          cycles;
  integer          failed;

  // What stands before the edge is looked at, then the edge comes.
  task tick;
    begin
      #1;
      if (valid) compare;
      case (layer[ENGINE][1:0])
        CONV: conv_clk = 1'b1;
        POOL: pool_clk = 1'b1;
        default: add_clk = 1'b1;
      endcase
      #1;
      conv_clk = 1'b0;
      pool_clk = 1'b0;
      add_clk = 1'b0;
      cycles = cycles + 1;
    end
  endtask

  initial begin
    if (!$value$plusargs("dir=%s", dir)) dir = ".";
    if ($value$plusargs("waves=%s", waves)) begin
      $dumpfile(waves);
      $dumpvars(0, engine_tb);
    end

    conv_clk = 1'b0;
    pool_clk = 1'b0;
    add_clk = 1'b0;
    start = 1'b0;
    outputs = 0;
    compared = 0;
    acc_mismatches = 0;
    code_mismatches = 0;
    cycles = 0;

    $readmemh({dir, "/layer.hex"}, layer_file);
    load = 1'b0;
    #1 load = 1'b1;
    #1 load = 1'b0;

    $readmemh({dir, "/x.hex"}, x_memory, 0, layer[X_COUNT] - 1);
    if (layer[ENGINE][1:0] == CONV) begin
      $readmemh({dir, "/w.hex"}, w_memory, 0, layer[W_COUNT] - 1);
      $readmemh({dir, "/start.hex"}, start_memory, 0, layer[START_COUNT] - 1);
      $readmemh({dir, "/factor.hex"}, factor_memory, 0, layer[FACTOR_COUNT] - 1);
      $readmemh({dir, "/acc.hex"}, acc_memory, 0, layer[OUTPUTS] - 1);
    end
    if (layer[ENGINE][1:0] == ADD) $readmemh({dir, "/y.hex"}, y_memory, 0, layer[X_COUNT] - 1);
    if (layer[HAS_CODES][0]) $readmemh({dir, "/code.hex"}, code_memory, 0, layer[OUTPUTS] - 1);

    start = 1'b1;
    tick;
    start = 1'b0;
    tick;
    while (done !== 1'b1 && cycles < layer[CYCLE_LIMIT]) tick;
    if (layer[HAS_CODES][0] && outputs > 0) $writememh({dir, "/out.hex"}, out_memory, 0, outputs < OUT_WORDS ? outputs - 1 : OUT_WORDS - 1);

    // A memory of another layer, or an engine that gives too few outputs or too many, must not pass.
    failed = acc_mismatches + code_mismatches;
    if (outputs == 0 || outputs !== layer[OUTPUTS] || compared !== layer[COMPARISONS]) begin
      $display("%0d outputs and %0d comparisons after %0d clocks, expected %0d and %0d", outputs, compared, cycles, layer[OUTPUTS], layer[COMPARISONS]);
      failed = failed + 1;
    end

    // No $finish: no event is left, and some simulators would print a line of their own after this one. $fatal is for the exit code.
    $display("DONE cycles=%0d outputs=%0d compared=%0d accumulators=%0d codes=%0d outside=%0d", cycles, outputs, compared, acc_mismatches, code_mismatches, 0);
    if (failed == 0) $display("PASS n=%0d", compared);
    else begin
      $display("FAIL n=%0d failures=%0d", compared, failed);
      $fatal(0);
    end
  end

endmodule

`default_nettype wire
