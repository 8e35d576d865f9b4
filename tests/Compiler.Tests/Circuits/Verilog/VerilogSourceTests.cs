using QMacVerify.Compiler.Circuits.Verilog;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Circuits.Verilog;

/// <summary>What tools get to read of a circuit from outside.</summary>
public class VerilogSourceTests
{
    [Theory]
    [InlineData("wire a ;", "wire a;// b")]
    [InlineData("wire a ;", "/* x */wire/* y */(* keep = \"*)\" *)a;")]
    [InlineData("assign O = 8'hfa + 16'sb1 + '0 + 1.5e-3 ;", "assign O=8 'h fa+16'sb1+'0+1.5e-3;")]
    [InlineData("assign O = ( a >>> 1 ) <= b ? { 2 { a } } : ~& b ;", "assign O=(a>>>1)<=b?{2{a}}:~&b;")]
    [InlineData("always @* O = 8'( A ) ;", "always@(*)O=8'(A);")]
    [InlineData("always @* O = A ; always @* P = A ;", "always @ ( * ) O=A; always @*P=A;")]
    [InlineData("wire a , qmac_escaped_wire , qmac_escaped_a_2f_2a , qmac_escaped_q_5f1_5b0_5d ;", "wire \\a , \\wire , \\a/* ,\\q_1[0] ;")]
    [InlineData("`timescale 1ns/100ps\n`default_nettype none\nwire a ;", "`timescale 1 ns / 100ps\n`default_nettype none wire a; `celldefine")]
    [InlineData("wire a ;\n\nwire b ;", "wire a;\n\nwire b;")]
    public void Read_Source_IsPrintedAnew(string expected, string source) => Assert.Equal(expected + "\n", VerilogSource.Read("m.v", source).Text);

    [Theory]
    [InlineData("wire a ;", "`ifdef VERILATOR\nwire v;\n`elsif __ICARUS__\nwire i;\n`else wire a;\n`endif")]
    [InlineData("wire b ;", "`define YES\n`ifdef NO `ifdef YES wire x; `else wire y; `endif `else `ifndef YES wire z; `elsif YES wire b; `else wire c; `endif `endif")]
    [InlineData("wire [ 8 - 1 : 0 ] a ;", "`define W 8\nwire [`W-1:0] a;")]
    [InlineData("assign O = ( ( f ( a , b ) ) & ( { c , d } ) ) ;", "`define AND(x, y) ((x) & (y))\n`define Y \\\n  {c, d}\nassign O = `AND(f(a, b), `Y);")]
    [InlineData("wire ( y ) ;", "`define G (y)\nwire `G;")]
    [InlineData("wire b ;", "`define A a\n`undef A\n`define A b\nwire `A;")]
    public void Read_MacrosAndConditions_AreCarriedOut(string expected, string source) =>
        Assert.Equal(expected, VerilogSource.Read("m.v", source).Text.Trim());

    [Theory]
    [InlineData("m.v:1: `unknown is not allowed: it is no macro of this file, and none of the directives that a circuit may use", "assign O = `unknown;")]
    [InlineData("m.v:1: a macro called verilog, like a directive, is not allowed", "`define verilog 1")]
    [InlineData("m.v:2: a macro called systemc_header, like a directive, is not allowed", "`ifdef NEVER\n`define systemc_header 1\n`endif")]
    [InlineData("m.v:2: `ifdef in a macro is not allowed", "`define X a \\\n `ifdef b")]
    [InlineData("m.v:2: the macro X uses itself", "`define X `X\n`X")]
    [InlineData("m.v:3: the macro A makes the file too long", "`define A(x) x x x x x x x x\n`define B(x) `A(`A(`A(`A(`A(`A(`A(`A(x))))))))\n`B(a)")]
    [InlineData("m.v:2: the macro F takes 2 arguments in parentheses, not 1", "`define F(a, b) a\n`F(1)")]
    [InlineData("m.v:2: the macro F takes 1 arguments in parentheses, not 0", "`define F(a) a\n`F;")]
    [InlineData("m.v:1: the parameters of the macro F are not names between commas", "`define F(a b) a")]
    [InlineData("m.v:1: the parameters of the macro F are not names between commas", "`define F(a = 1) a")]
    [InlineData("m.v:1: `else without `ifdef", "`else")]
    [InlineData("m.v:3: `else without `ifdef", "`ifdef A\n`else\n`else\n`endif")]
    [InlineData("m.v:1: `ifdef or `ifndef without `endif", "`ifdef A")]
    [InlineData("m.v:1: `define without a name", "`define")]
    [InlineData("m.v:1: `timescale \"1ns\" is not as it has to be", "`timescale 1ns")]
    [InlineData("m.v:1: `default_nettype \"x\" is not as it has to be", "`default_nettype x")]
    public void Read_WhatThePreprocessorDoesNotTake_IsRefused(string expected, string source) =>
        Assert.Equal(expected, Assert.Throws<InputException>(() => VerilogSource.Read("m.v", source)).Message);

    [Theory]
    [InlineData("u_dut", "module m; assign O = u_dut.index; endmodule")]
    [InlineData("x", "module m; initial x[1].y[z[2]].w = 1; endmodule")]
    [InlineData("row", "module n; begin : row end endmodule module m; assign O = row[1].s; endmodule")]
    [InlineData("qmac_escaped__2e", "module m; assign O = \\. .a; endmodule")]
    public void Read_NameThatLeadsOut_IsRefused(string head, string source) => Assert.Equal(
        $"m.v:1: the hierarchical name \"{head}.\" is not allowed; it may begin with a named block of the same module only",
        Assert.Throws<InputException>(() => VerilogSource.Read("m.v", source)).Message);

    [Fact]
    public void Read_NamesOfPortsAndOfOwnBlocks_AreAllowed() => Assert.NotEmpty(VerilogSource.Read(
        "m.v",
        "module m; for (genvar i = 0; i < 8; i = i + 1) begin : row wire s; c #(.W(1)) u (.A(a[1]), .B(row[i - 1].s)); end endmodule").Text);

    [Fact]
    public void Read_NetlistOfGates_KeepsItsLines()
    {
        string netlist = new ArrayMultiplierNetlist("mul8", IsSigned: true, MissingRows: 1).Write();

        string[] lines = VerilogSource.Read("m.v", "\ufeff" + netlist.Replace("\n", "\r\n", StringComparison.Ordinal)).Text.Split('\n');

        string[] original = netlist.Split('\n');
        Assert.Equal(original.Length, lines.Length);
        Assert.Equal(original.Select(WithoutSpaces), lines.Select(WithoutSpaces));
    }

    [Fact]
    public void Read_ItsOwnText_IsTheSame()
    {
        string text = VerilogSource.Read("m.v", new ArrayMultiplierNetlist("mul8", IsSigned: false, MissingRows: 0).Write()).Text;

        Assert.Equal(text, VerilogSource.Read("m.v", text).Text);
    }

    private static string WithoutSpaces(string line) => line.Replace(" ", "", StringComparison.Ordinal);
}
