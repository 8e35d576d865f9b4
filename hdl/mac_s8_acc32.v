// acc_o <- start_i when load_i, else aadd(acc_o, amul(a_i, w_i)) when valid_i, on the rising edge of clk_i.
// C# twin: the accumulation that CheckedAccumulator records, acc = adder.Apply(acc, multiplier.Apply(activation, weight)).
//
// amul and aadd are the modules qm_mul and qm_add of the design around this file. Verilog-2005 cannot take a module as a
// parameter; each layer brings its own pair of thin wrappers instead, and this file stays the same for all operators.
`default_nettype none

module mac_s8_acc32 (
  input  wire               clk_i,
  input  wire               load_i,   // wins over valid_i
  input  wire signed [31:0] start_i,  // bias with the zero point term folded in
  input  wire               valid_i,
  input  wire signed [7:0]  a_i,
  input  wire signed [7:0]  w_i,
  output wire signed [31:0] acc_o
);

  wire signed [15:0] product;
  wire signed [31:0] sum;

  reg signed [31:0] acc_q;

  qm_mul u_mul (
    .a_i(a_i),
    .w_i(w_i),
    .p_o(product)
  );

  qm_add u_add (
    .acc_i(acc_q),
    .addend_i({ {16{product[15]}}, product }),
    .sum_o(sum)
  );

  // No reset: the accumulator is undefined until the first load, and a simulation shows it as such.
  always @(posedge clk_i) begin
    if (load_i) acc_q <= start_i;
    else if (valid_i) acc_q <= sum;
  end

  assign acc_o = acc_q;

endmodule

`default_nettype wire
