module mul_faulty_healthy; endmodule
// bam:h=1,v=3 with its operands exchanged.
`default_nettype none

module mul_faulty (
  input  wire signed [7:0] a_i,
  input  wire signed [7:0] w_i,
  output wire signed [15:0] p_o
);

  wire signed [15:0] healthy;

  mul_faulty_healthy #(.DROPPED_ROWS(1), .DROPPED_COLUMNS(3)) u_healthy (
    .a_i(w_i),
    .w_i(a_i),
    .p_o(healthy)
  );

  assign p_o = healthy;

endmodule

`default_nettype wire
