// different_o = 1 where 16 products of amul trunc:2, aadd exact, added one after the other to start_i, give another sum than
// those of amul mitchell, aadd loa:4, added in pairs and then to start_i.
`default_nettype none

module mac_miter #(
  parameter TAPS = 16
) (
  input  wire signed [31:0] start_i,
  input  wire [8*TAPS-1:0]  a_i,
  input  wire [8*TAPS-1:0]  w_i,
  output wire               different_o
);

  // Sum k of the chain is that of the start and of k products.
  wire signed [31:0] chain [0:TAPS];

  // Node 1 is the root, nodes 2k and 2k + 1 are the children of node k, the leaves are the products.
  wire signed [31:0] tree [1:2*TAPS-1];
  wire signed [31:0] tree_sum;

  assign chain[0] = start_i;

  genvar tap;
  generate
    for (tap = 0; tap < TAPS; tap = tap + 1) begin : g_product
      wire signed [15:0] chain_product;
      wire signed [15:0] tree_product;

      mul_trunc_s8 #(.DROP(2)) u_chain_mul (
        .a_i(a_i[8*tap+:8]),
        .w_i(w_i[8*tap+:8]),
        .p_o(chain_product)
      );

      add_exact_s32 u_chain_add (
        .acc_i(chain[tap]),
        .addend_i({ {16{chain_product[15]}}, chain_product }),
        .sum_o(chain[tap+1])
      );

      mul_mitchell_s8 u_tree_mul (
        .a_i(a_i[8*tap+:8]),
        .w_i(w_i[8*tap+:8]),
        .p_o(tree_product)
      );

      assign tree[TAPS+tap] = { {16{tree_product[15]}}, tree_product };
    end

    for (tap = 1; tap < TAPS; tap = tap + 1) begin : g_node
      add_loa_s32 #(.LOWER(4)) u_tree_add (
        .acc_i(tree[2*tap]),
        .addend_i(tree[2*tap+1]),
        .sum_o(tree[tap])
      );
    end
  endgenerate

  add_loa_s32 #(.LOWER(4)) u_start_add (
    .acc_i(start_i),
    .addend_i(tree[1]),
    .sum_o(tree_sum)
  );

  assign different_o = chain[TAPS] != tree_sum;

endmodule

`default_nettype wire
