// Sum or difference of two tensors of one shape, an element a clock: clamp(R(R((a - za) << 20) +/- R((b - zb) << 20)) + zy), SEMANTICS
// section 4. C# twin: AddReference.Sum. Memories lie outside and answer one clock after their address.
`default_nettype none

module add_engine (
  input  wire               clk_i,
  input  wire               start_i,

  // Of the layer.
  input  wire [31:0]        count_i,       // elements
  input  wire               subtract_i,
  input  wire               single_i,      // tflite_single, else tflite_double
  input  wire signed [8:0]  zero_point_a_i,
  input  wire        [31:0] factor_a_i,    // Q0.31
  input  wire signed [5:0]  shift_a_i,
  input  wire signed [8:0]  zero_point_b_i,
  input  wire        [31:0] factor_b_i,
  input  wire signed [5:0]  shift_b_i,
  input  wire signed [8:0]  zero_point_i,
  input  wire        [31:0] factor_i,
  input  wire signed [5:0]  shift_i,
  input  wire signed [8:0]  lower_i,
  input  wire signed [8:0]  upper_i,

  output wire [31:0]        address_o,     // of both elements
  input  wire signed [7:0]  a_i,
  input  wire signed [7:0]  b_i,

  output wire               valid_o,
  output wire signed [7:0]  code_o,
  output wire               done_o
);

  reg [31:0] address_q;
  reg        run_q;
  reg        valid_q;

  always @(posedge clk_i) begin
    if (start_i) begin
      address_q <= 32'd0;
      run_q <= count_i != 32'd0;
    end else if (run_q) begin
      address_q <= address_q + 32'd1;
      if (address_q == count_i - 32'd1) run_q <= 1'b0;
    end
    valid_q <= run_q && !start_i;
  end

  wire signed [31:0] centred_a = { {24{a_i[7]}}, a_i } - { {23{zero_point_a_i[8]}}, zero_point_a_i };
  wire signed [31:0] centred_b = { {24{b_i[7]}}, b_i } - { {23{zero_point_b_i[8]}}, zero_point_b_i };
  wire signed [31:0] scaled_a;
  wire signed [31:0] scaled_b;

  rescale_s32 u_rescale_a (
    .x_i(centred_a <<< 20),
    .multiplier_i(factor_a_i[30:0]),
    .shift_i(shift_a_i),
    .single_i(single_i),
    .result_o(scaled_a)
  );

  rescale_s32 u_rescale_b (
    .x_i(centred_b <<< 20),
    .multiplier_i(factor_b_i[30:0]),
    .shift_i(shift_b_i),
    .single_i(single_i),
    .result_o(scaled_b)
  );

  requantize_s32 #(
    .REAL(0)
  ) u_requantize (
    .acc_i(subtract_i ? scaled_a - scaled_b : scaled_a + scaled_b),
    .kind_i({1'b0, single_i}),
    .factor_i(factor_i),
    .shift_i(shift_i),
    .zero_point_i(zero_point_i),
    .lower_i(lower_i),
    .upper_i(upper_i),
    .code_o(code_o)
  );

  assign address_o = address_q;
  assign valid_o = valid_q;
  assign done_o = !run_q && !valid_q;

  wire _unused = &{1'b0, factor_a_i[31], factor_b_i[31]};

endmodule

`default_nettype wire
