// One channel of pool_engine, when valid_i: value <- the greater one of value and x_i where maximum_i, else value + x_i; an element that is
// not inside_i leaves it as it is. It begins with -128 or 0 where first_i.
`default_nettype none

module pool_lane_s8 (
  input  wire               clk_i,
  input  wire               valid_i,
  input  wire               first_i,
  input  wire               inside_i,
  input  wire               maximum_i,
  input  wire signed [7:0]  x_i,
  output wire signed [31:0] value_o
);

  reg signed [31:0] value_q;

  wire signed [31:0] x = { {24{x_i[7]}}, x_i };
  wire signed [31:0] held = !first_i ? value_q : maximum_i ? -32'sd128 : 32'sd0;
  wire signed [31:0] next = maximum_i ? (x > held ? x : held) : held + x;

  always @(posedge clk_i) if (valid_i) value_q <= inside_i ? next : held;

  assign value_o = value_q;

endmodule

`default_nettype wire
