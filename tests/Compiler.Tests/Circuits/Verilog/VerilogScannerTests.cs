using QMacVerify.Compiler.Circuits.Verilog;
using QMacVerify.Runtime;

namespace QMacVerify.Compiler.Tests.Circuits.Verilog;

public class VerilogScannerTests
{
    [Theory]
    [InlineData("assign O = $signed(A) * $unsigned(B); localparam W = $clog2(8) + $bits(A);")]
    [InlineData("// $system in a comment: \u00e9\u00a0\n/* `include\n \"x\" $display */ assign O = A;")]
    [InlineData("(* keep = \"$finish\" *) wire x; wire \\odd$system ; wire a$display; assign O = 8'hfa + 'b0 + 4'd1_0;")]
    [InlineData("`timescale 1ns / 1ps\n`default_nettype none\n`define W 8 // a \"width\"\n`define TWO(x) (x + \\\n  x)\nassign O = `TWO(`W);\n`ifdef W\n`else\n`endif\n`undef W")]
    [InlineData("always @(*) O = A; always @ ( * ) P = A;\r\nparameter MODE = \"fast, v1.0\";")]
    public void Scan_HarmlessSource_IsAccepted(string source) => Assert.NotEmpty(VerilogScanner.Scan("m.v", source));

    [Theory]
    [InlineData(2, "$system", "wire a;\ninitial $system(\"id\");")]
    [InlineData(1, "$display", "initial $display;")]
    [InlineData(3, "$fopen", "/* a\nb */\ninteger f = $fopen(\"x\");")]
    [InlineData(1, "$finish", "initial\t$finish;")]
    [InlineData(1, "$", "initial $ system;")]
    [InlineData(2, "`include", "\n`include \"secret.v\"")]
    [InlineData(1, "`include", "`include`x")]
    [InlineData(1, "`line", "`line 1 \"x\" 0")]
    [InlineData(1, "`systemc_header", "`systemc_header\n#include <x>\n`verilog")]
    [InlineData(1, "$system", "`define RUN $system(1)")]
    [InlineData(2, "$system", "`define RUN \\\n $system(1)")]
    [InlineData(2, "$system", "`ifdef NEVER\ninitial $system(1);\n`endif")]
    [InlineData(1, "a macro with quotes, backslashes or ``", "`define PASTE(x) x``x")]
    [InlineData(1, "a macro with quotes, backslashes or ``", "`define QUOTE(x) `\"x`\"")]
    [InlineData(1, "a macro with a comment or an attribute of several lines", "`define A /* \n */ 1")]
    [InlineData(1, "a comment that ends in a backslash", "`define A 1 // \\\n 2")]
    [InlineData(2, "a backslash at the end of a line that defines no macro", "// \\\nwire \\\n a;")]
    [InlineData(1, "a backslash without a name", "wire \\ a;")]
    [InlineData(1, "a string with other characters than letters, digits, spaces and _ . , : + -", "parameter X = \"%s\";")]
    [InlineData(1, "a string with other characters than letters, digits, spaces and _ . , : + -", "parameter X = \"a\\\"b\";")]
    [InlineData(1, "an attribute with backslashes, backticks or comments, or without end,", "(* x = 1 /* *) wire a; (* */ *) wire b;")]
    [InlineData(1, "an attribute with backslashes, backticks or comments, or without end,", "(* keep")]
    [InlineData(1, "`include", "`define I `include")]
    [InlineData(1, "$system", "wire \\a ; initial $system;")]
    [InlineData(1, "$system", "initial if (8'h0f) $system;")]
    [InlineData(1, "the name qmac_escaped_a, which is ours,", "wire qmac_escaped_a;")]
    [InlineData(1, "the name circuit_tb, which is ours,", "module circuit_tb; endmodule")]
    [InlineData(1, "the name circuit_tb, which is ours,", "initial begin : \\circuit_tb \n end")]
    [InlineData(1, "the name qmac_escaped_a, which is ours,", "wire \\qmac_escaped_a ;")]
    public void Scan_WhatCouldReachOut_IsRefusedWithItsLine(int line, string what, string source)
    {
        InputException refusal = Assert.Throws<InputException>(() => VerilogScanner.Scan("m.v", source));

        Assert.StartsWith($"m.v:{line}: {what} is not allowed; a circuit may use $signed, $unsigned, $clog2, $bits", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "import", "import \"DPI-C\" function int system(string command);")]
    [InlineData(1, "import", "`define I import")]
    [InlineData(2, "force", "initial\nforce A = 1;")]
    [InlineData(1, "primitive", "primitive p(output reg q, input d); table endtable endprimitive")]
    [InlineData(1, "include", "`define include 1")]
    [InlineData(1, "bind", "bind circuit extra u();")]
    [InlineData(1, "trireg", "trireg store;")]
    public void Scan_WordsOfNoCircuit_AreRefused(int line, string word, string source) => Assert.Equal(
        $"m.v:{line}: {word} is not allowed; a circuit is made of modules, gates, assign, always, initial, functions and tasks",
        Assert.Throws<InputException>(() => VerilogScanner.Scan("m.v", source)).Message);

    /// <summary>Each ends a line, a comment or an identifier for one tool and not for another.</summary>
    [Theory]
    [InlineData("1:8", "000B", "wire \\a\v/* ; initial $system; // */")]
    [InlineData("1:8", "00A0", "wire \\a\u00a0/* ; initial $system; // */")]
    [InlineData("2:8", "000C", "\nwire \\a\f/* ; initial $system; // */")]
    [InlineData("1:9", "000D", "// text \rinitial $system;")]
    [InlineData("1:4", "0000", "// \0")]
    [InlineData("1:4", "0085", "// \u0085initial $system;")]
    [InlineData("1:4", "2028", "// \u2028initial $system;")]
    [InlineData("1:6", "00A0", "wire \u00a0a;")]
    [InlineData("1:8", "00E9", "wire \\a\u00e9 ;")]
    [InlineData("1:1", "FFFD", "\ufffdmodule m;")]
    [InlineData("1:7", "0027", "wire a'b;")]
    public void Scan_CharactersThatToolsReadDifferently_AreRefusedWithTheirColumn(string at, string code, string source) => Assert.Equal(
        $"m.v:{at}: the character U+{code} is not allowed; a circuit is printable ASCII with spaces, tabs and line feeds, and other letters stand in comments only",
        Assert.Throws<InputException>(() => VerilogScanner.Scan("m.v", source)).Message);

    [Theory]
    [InlineData("m.v:2: a string does not end", "\nwire a = \"x\n\";")]
    [InlineData("m.v:1: a comment does not end", "/* x")]
    public void Scan_WhatDoesNotEnd_IsRefused(string expected, string source) =>
        Assert.Equal(expected, Assert.Throws<InputException>(() => VerilogScanner.Scan("m.v", source)).Message);

    [Fact]
    public void All_BothFormsOfHeaders_GiveThePorts()
    {
        List<VerilogModuleHeader> modules = VerilogModuleHeader.All(VerilogScanner.Scan(
            "m.v",
            """
            module top #(parameter W = 8, parameter X = (1)) (input wire signed [7:0] a, b, input [W-1:0] c, output reg [15:0] p, inout z);
              leaf #(.N(2)) u1 (.x(a));
              other u2 (b);
            endmodule
            module leaf (x, y); input [0:7] x; output y; reg [3:0] memory [0:7]; endmodule
            """));

        Assert.Equal(["top", "leaf"], modules.Select(module => module.Name));
        Assert.Equal(
            [
                new VerilogPort("a", PortDirection.Input, 8, true), new VerilogPort("b", PortDirection.Input, 8, true), new VerilogPort("c", PortDirection.Input, null, false),
                new VerilogPort("p", PortDirection.Output, 16, false), new VerilogPort("z", PortDirection.Inout, 1, false),
            ],
            modules[0].Ports);
        Assert.Equal([new VerilogPort("x", PortDirection.Input, 8, false), new VerilogPort("y", PortDirection.Output, 1, false)], modules[1].Ports);
        Assert.Superset(new HashSet<string>(["leaf", "other"]), modules[0].Instantiated.ToHashSet());
    }
}
