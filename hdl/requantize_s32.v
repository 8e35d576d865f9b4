// code_o = clamp(scale(acc_i) + zero_point_i, lower_i, upper_i), where scale is R with kind_i 0 (tflite_double) or 1 (tflite_single), or
// the float32 product with kind_i 2 (onnx_float): SEMANTICS section 3. C# twin: Rescaler.Requantize.
`default_nettype none

module requantize_s32 #(
  parameter REAL = 1  // 0: kind_i is never 2
) (
  input  wire signed [31:0] acc_i,
  input  wire        [1:0]  kind_i,
  input  wire        [31:0] factor_i,      // Q0.31, or the bits of a float32
  input  wire signed [5:0]  shift_i,
  input  wire signed [8:0]  zero_point_i,
  input  wire signed [8:0]  lower_i,
  input  wire signed [8:0]  upper_i,
  output wire signed [7:0]  code_o
);

  wire signed [31:0] fixed;
  wire signed [31:0] scaled;

  rescale_s32 u_rescale (
    .x_i(acc_i),
    .multiplier_i(factor_i[30:0]),
    .shift_i(shift_i),
    .single_i(kind_i[0]),
    .result_o(fixed)
  );

  generate
    if (REAL != 0) begin : g_real
      wire signed [8:0] product;

      scale_float_s32 u_scale (
        .acc_i(acc_i),
        .factor_i(factor_i),
        .result_o(product)
      );

      assign scaled = kind_i[1] ? { {23{product[8]}}, product } : fixed;
    end else begin : g_fixed
      assign scaled = fixed;

      wire _unused = &{1'b0, kind_i[1], factor_i[31]};
    end
  endgenerate

  // The clamp stands before the addition, so that adding the zero point cannot wrap.
  wire signed [31:0] lowest = { {23{lower_i[8]}}, lower_i } - { {23{zero_point_i[8]}}, zero_point_i };
  wire signed [31:0] highest = { {23{upper_i[8]}}, upper_i } - { {23{zero_point_i[8]}}, zero_point_i };
  wire signed [31:0] clamped = scaled < lowest ? lowest : scaled > highest ? highest : scaled;

  assign code_o = clamped[7:0] + zero_point_i[7:0];

  wire _unused = &{1'b0, clamped[31:8]};

endmodule

`default_nettype wire
