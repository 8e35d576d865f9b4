// One output channel of conv_engine, when valid_i: acc <- fit(aadd(acc, amul(a_i, w_i))), or acc where not add_i; from start_i where first_i.
// C# twin: MacArithmetic.Accumulate. amul and aadd are the modules qm_mul and qm_add of the design around this file.
`default_nettype none

module mac_lane_s8 #(
  parameter WIDTH = 32,    // 2 to 32 bits of the register
  parameter SATURATE = 0,  // 1: sums beyond it stay at its ends; 0: they wrap
  parameter SUMS = 0       // 1: sum_o is the sum of the activations, which weight zero points multiply
) (
  input  wire               clk_i,
  input  wire               valid_i,
  input  wire               first_i,
  input  wire               add_i,    // 0: an element that does not exist
  input  wire signed [31:0] start_i,  // acc_0: the bias with the zero point correction
  input  wire signed [7:0]  a_i,
  input  wire signed [7:0]  w_i,
  output wire signed [31:0] acc_o,
  output wire signed [31:0] sum_o
);

  wire signed [15:0] product;
  wire signed [31:0] sum;
  wire signed [31:0] start;
  wire signed [31:0] fitted;

  reg signed [31:0] acc_q;

  wire signed [31:0] addend = { {16{product[15]}}, product };

  // WIDTH bits, sign-extended: what synthesis keeps of acc_q.
  wire signed [31:0] kept = (acc_q <<< (32 - WIDTH)) >>> (32 - WIDTH);
  wire signed [31:0] held = first_i ? start : kept;

  qm_mul u_mul (
    .a_i(a_i),
    .w_i(w_i),
    .p_o(product)
  );

  qm_add u_add (
    .acc_i(held),
    .addend_i(addend),
    .sum_o(sum)
  );

  generate
    if (SATURATE != 0) begin : g_saturate
      localparam signed [31:0] GREATEST = $signed(32'h7fffffff) >>> (32 - WIDTH);
      localparam signed [31:0] LEAST = -GREATEST - 32'sd1;

      // A sum beyond 32 bits has another sign than its two like operands.
      wire beyond = held[31] == addend[31] && sum[31] != held[31];

      assign fitted = beyond ? (held[31] ? LEAST : GREATEST) : sum > GREATEST ? GREATEST : sum < LEAST ? LEAST : sum;
      assign start = start_i > GREATEST ? GREATEST : start_i < LEAST ? LEAST : start_i;
    end else if (WIDTH < 32) begin : g_wrap
      assign fitted = { {(32 - WIDTH){sum[WIDTH-1]}}, sum[WIDTH-1:0] };
      assign start = { {(32 - WIDTH){start_i[WIDTH-1]}}, start_i[WIDTH-1:0] };

      wire _unused = &{1'b0, sum[31:WIDTH], start_i[31:WIDTH]};
    end else begin : g_whole
      assign fitted = sum;
      assign start = start_i;
    end
  endgenerate

  always @(posedge clk_i) if (valid_i) acc_q <= add_i ? fitted : held;

  assign acc_o = kept;

  generate
    if (SUMS != 0) begin : g_sums
      reg signed [31:0] sum_q;

      always @(posedge clk_i) if (valid_i) sum_q <= (first_i ? 32'sd0 : sum_q) + (add_i ? { {24{a_i[7]}}, a_i } : 32'sd0);

      assign sum_o = sum_q;
    end else begin : g_no_sums
      assign sum_o = 32'sd0;
    end
  endgenerate

endmodule

`default_nettype wire
