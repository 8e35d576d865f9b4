using QMacVerify.Compiler.Circuits.Verilog;
using QMacVerify.Runtime;

namespace QMacVerify.Compiler.Tests.Circuits.Verilog;

public class VerilogScannerTests
{
    [Theory]
    [InlineData("assign O = $signed(A) * $unsigned(B); localparam W = $clog2(8) + $bits(A);")]
    [InlineData("// $system in a comment\n/* `include\n \"x\" $display */ assign O = A;")]
    [InlineData("(* keep = \"$finish\" *) wire x; wire \\odd$system ; wire a$display; assign O = 8'hfa + 'b0 + 4'd1_0;")]
    [InlineData("`timescale 1ns / 1ps\n`default_nettype none\n`define W 8 // a \"width\"\n`define TWO(x) (x + \\\n  x)\nassign O = `TWO(`W);\n`ifdef W\n`else\n`endif\n`undef W")]
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
    [InlineData(1, "`unknown", "assign O = `unknown;")]
    [InlineData(1, "$system", "`define RUN $system(1)")]
    [InlineData(2, "$system", "`define RUN \\\n $system(1)")]
    [InlineData(1, "a macro with quotes, backslashes or ``", "`define Q \"")]
    [InlineData(1, "a macro with quotes, backslashes or ``", "`define PASTE(x) $``x")]
    [InlineData(1, "`include", "`define I `include")]
    [InlineData(1, "import", "import \"DPI-C\" function int system(string command);")]
    [InlineData(1, "import", "`define I import")]
    [InlineData(1, "$system", "wire \\a ; initial $system;")]
    [InlineData(1, "$system", "initial if (8'h0f) $system;")]
    public void Scan_WhatCouldReachOut_IsRefusedWithItsLine(int line, string what, string source)
    {
        InputException refusal = Assert.Throws<InputException>(() => VerilogScanner.Scan("m.v", source));

        Assert.StartsWith($"m.v:{line}: {what} is not allowed; a circuit may use $signed, $unsigned, $clog2, $bits", refusal.Message, StringComparison.Ordinal);
    }

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
                new VerilogPort("a", PortDirection.Input, 8), new VerilogPort("b", PortDirection.Input, 8), new VerilogPort("c", PortDirection.Input, null),
                new VerilogPort("p", PortDirection.Output, 16), new VerilogPort("z", PortDirection.Inout, 1),
            ],
            modules[0].Ports);
        Assert.Equal([new VerilogPort("x", PortDirection.Input, 8), new VerilogPort("y", PortDirection.Output, 1)], modules[1].Ports);
        Assert.Superset(new HashSet<string>(["leaf", "other"]), modules[0].Instantiated.ToHashSet());
    }
}
