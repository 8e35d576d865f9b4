// p_o = the product of (a_i, w_i) in the file products.hex, one product a line: a_i -128 to 127 outer, w_i inner.
// C# twin: TableMultiplier, where its products fit 16 bits. The file lies in the folder that the simulation runs in.
`default_nettype none

module mul_table_s8 (
  input  wire signed [7:0]  a_i,
  input  wire signed [7:0]  w_i,
  output wire signed [15:0] p_o
);

  reg [15:0] products [0:65535];

  initial $readmemh("products.hex", products);

  // Numeric order begins at -128: the sign bits count the other way round.
  assign p_o = products[{a_i ^ 8'h80, w_i ^ 8'h80}];

endmodule

`default_nettype wire
