// p_o = amul(a_i, w_i) with the multiplier verilog:mul.v,unsigned,wrap=sign_magnitude,activation=B;
// activation first, weight second. With f(x, w) of the module mul8u: sign(x) sign(w) f(|x|, |w|), |-128| = 128.
`default_nettype none

module qm_mul (
  input  wire signed [7:0]  a_i,
  input  wire signed [7:0]  w_i,
  output wire signed [15:0] p_o
);

  wire [7:0] activation = a_i[7] ? -a_i : a_i;
  wire [7:0] weight = w_i[7] ? -w_i : w_i;

  wire [15:0] code;
  wire [31:0] product = code;
  wire [31:0] result = a_i == 8'sd0 || w_i == 8'sd0 ? 32'd0 : a_i[7] ^ w_i[7] ? -product : product;

  mul8u #(.DROP(2)) u_circuit (
    .A(weight),
    .B(activation),
    .O(code)
  );

  assign p_o = result[15:0];

endmodule

`default_nettype wire
