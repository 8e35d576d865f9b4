// outside_o: value_i lies outside of lower_i..upper_i where valid_i says that there is one. C# twin: the intervals of D_sound.json.
`default_nettype none

module bounds_watch_s32 (
  input  wire               valid_i,
  input  wire signed [31:0] value_i,
  input  wire signed [31:0] lower_i,
  input  wire signed [31:0] upper_i,
  output wire               outside_o
);

  assign outside_o = valid_i && (value_i < lower_i || value_i > upper_i);

endmodule

`default_nettype wire
