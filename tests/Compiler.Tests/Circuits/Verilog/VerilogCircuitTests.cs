using QMacVerify.Compiler.Circuits;
using QMacVerify.Compiler.Circuits.Verilog;
using QMacVerify.Compiler.Hdl;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Generators.Circuits;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Circuits.Verilog;

/// <summary>Circuits from outside, as a user names them; simulated where Icarus is installed.</summary>
[Trait("Category", "Slow")]
public sealed class VerilogCircuitTests : IDisposable
{
    private const string Signed = "module m(input signed [7:0] A, B, output signed [15:0] O); assign O = A * B; endmodule";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void Resolve_SignedCircuit_IsMeasuredAndSaid()
    {
        ResolvedMultiplier resolved = Resolve(Signed, "");

        Assert.Equal("verilog:m.v,signed,top=m,ports=A:B:O", resolved.Multiplier.Spec);
        Assert.Equal(MultiplierTable.Of(new ExactMultiplier()), MultiplierTable.Of(resolved.Multiplier));
        Assert.Contains(resolved.Notes, note => note.StartsWith("simulated on all 65,536 pairs in two orders by Icarus Verilog", StringComparison.Ordinal));
        Assert.Contains("signed: the mean error is 0 % of the mean exact product when read as signed, 199.997 % as unsigned", resolved.Notes);
        Assert.Contains($"protection: sources reprinted; {Sandbox.Installed.Description}", resolved.Notes);
        Assert.DoesNotContain(resolved.Notes, note => note.StartsWith("warning", StringComparison.Ordinal));
    }

    [SkippableTheory]
    [InlineData("A and B", "input signed [7:0] A, input signed [7:0] B, output signed [15:0] O", "A * B + 1'b0", "")]
    [InlineData("A and B", "input signed [7:0] A, input signed [7:0] B, output signed [15:0] O", "A[7:0] * B[7:0]", ",wrap=offset")]
    [InlineData("A", "input signed [7:0] A, input [7:0] B, output signed [15:0] O", "A * B", ",signed")]
    public void Resolve_DeclaredSignedButComputedUnsigned_IsALoudWarning(string declared, string ports, string product, string options)
    {
        ResolvedMultiplier resolved = Resolve($"module m({ports}); assign O = {product}; endmodule", options);

        string warning = Assert.Single(resolved.Notes, note => note.StartsWith("warning: ", StringComparison.Ordinal));
        Assert.StartsWith($"warning: m.v declares {declared} signed, but computes with unsigned numbers: one unsigned term", warning, StringComparison.Ordinal);
        Assert.Contains("of the 49,152 pairs with a code above 127", warning, StringComparison.Ordinal);
        Assert.EndsWith("A = 255 (-1), B = 255 (-1) gives 65025, and 1 was declared", warning, StringComparison.Ordinal);
        Assert.Equal(warning, Notes.Line(warning));
    }

    [SkippableFact]
    public void Resolve_UnsignedNetlistWithCellsAndOddNames_IsWrapped()
    {
        const string netlist =
            """
            `timescale 1ns/1ps
            module mul8u (B, A, O);   // ports are bound by name
              input [7:0] A, B; output [15:0] O;
              wire [15:0] \odd$net ;
              CELL \u$1 (.x(A), .y(B), .z(\odd$net ));
              assign O = \odd$net ;
            endmodule
            """;
        File.WriteAllText(_folder.PathOf("cells.v"), "module CELL(input [7:0] x, y, output [15:0] z); assign z = (x & 8'hfe) * y; endmodule");

        ResolvedMultiplier resolved = Resolve(netlist, $",cells={_folder.PathOf("cells.v")}");

        Assert.False(resolved.Origin!.Table.IsSigned);
        Assert.Equal(OperandWrapping.SignMagnitude, resolved.Origin.Wrapping);
        Assert.Equal(-6 * 5, resolved.Multiplier.Apply(-7, 5));
        Assert.Equal(-7 * 4, Resolve(netlist, $",activation=B,cells={_folder.PathOf("cells.v")}").Multiplier.Apply(-7, 5));
    }

    [SkippableFact]
    public void Resolve_OtherPortNames_AreTakenByDirectionAndWidth()
    {
        const string source = "module m #(parameter D = 0)(input signed [7:0] a_i, w_i, output signed [15:0] p_o); wire signed [15:0] q = a_i * w_i; assign p_o = q >>> D <<< D; endmodule";

        ResolvedMultiplier resolved = Resolve(source, ",param.D=3");

        Assert.Equal(MultiplierTable.Of(new TruncatedMultiplier(3)), MultiplierTable.Of(resolved.Multiplier));
        Assert.Contains("ports: A is a_i, B is w_i in the order of declaration, O is p_o", resolved.Notes);
        Assert.Equal("verilog:m.v,signed,top=m,param.D=3,ports=a_i:w_i:p_o", resolved.Multiplier.Spec);
        Assert.Equal(2, Resolve(source.Replace("a_i * w_i", "a_i - w_i", StringComparison.Ordinal), ",signed,ports=w_i:a_i:p_o").Multiplier.Apply(3, 5));
    }

    [SkippableTheory]
    [InlineData(1, "begin p <= x * y; end")]
    [InlineData(2, "begin xr <= x; yr <= y; p <= xr * yr; end")]
    [InlineData(3, "begin xr <= x; yr <= y; q <= xr * yr; p <= q; end")]
    public void Resolve_PipelinedCircuit_IsReadAfterItsLatency(int latency, string body)
    {
        string source = "module m(input clk, input rst_n, input signed [7:0] x, y, output reg signed [15:0] p);"
            + " reg signed [7:0] xr, yr; reg signed [15:0] q;"
            + $" always @(posedge clk) if (!rst_n) p <= 0; else {body} endmodule";

        ResolvedMultiplier resolved = Resolve(source, $",clk=clk,latency={latency},rst=rst_n");

        Assert.Equal(MultiplierTable.Of(new ExactMultiplier()), MultiplierTable.Of(resolved.Multiplier));
        Assert.Contains("reset: rst_n acts at 0, by its name", resolved.Notes);
    }

    [SkippableFact]
    public void Resolve_AdHocOperandsWiderThanTheProduct_KeepUnusedBitsZero()
    {
        ResolvedMultiplier resolved = Resolve("module m(input [7:0] A, B, output [11:0] O); assign O = (A >> 2) * (B >> 2); endmodule", ",unsigned,wrap=offset");

        Assert.Equal((63 * 63) - (128 * 254) - 16_384, resolved.Multiplier.Apply(127, 127));
    }

    [Theory]
    [InlineData("input clk of m.v looks like a clock; give clk=clk,latency=N with the number of edges from operands to product", "module m(input clk, input [7:0] A, B, output [15:0] O); endmodule", "")]
    [InlineData("m.v does not say which module is meant: \"m\", \"n\"; give top=NAME", "module m; endmodule module n; endmodule", "")]
    [InlineData("m.v has no module", "// nothing", "")]
    [InlineData("m.v has no module", "module endmodule", "")]
    [InlineData("m.v has no module k; it has \"m\"", "module m; endmodule", ",top=k")]
    [InlineData("top=\"m;id\" is no plain identifier: letters, digits and _", Signed, ",top=m;id")]
    [InlineData("top=\"$(id)\" is no plain identifier: letters, digits and _", Signed, ",top=$(id)")]
    [InlineData("the module \"m`id`\" of m.v is no plain identifier: letters, digits and _", "module \\m`id` (input [7:0] A, B, output [15:0] O); endmodule", "")]
    [InlineData("ports=A:B is not valid; expected ports=A:B:O, the names of both operands and the product", Signed, ",ports=A:B")]
    [InlineData("module m of m.v has no output P; it has input A, input B, output O", Signed, ",ports=A:B:P")]
    [InlineData("module m of m.v does not say which ports are meant; give ports=A:B:O; it has input x, input y, input z, output o", "module m(input [7:0] x, y, z, output [15:0] o); endmodule", "")]
    [InlineData("port x of module m in m.v has 9 bits, expected 8 bits", "module m(input [8:0] x, y, output [17:0] p); endmodule", "")]
    [InlineData("port b of module m in m.v has 16 bits, expected 8 bits", "module m(input [7:0] a, input [15:0] b, output [23:0] p); endmodule", "")]
    [InlineData("module m of m.v has an input \"en\" that is neither operand nor clock nor reset; wrap the module in one that drives it", "module m(input en, input [7:0] A, B, output [15:0] O); endmodule", "")]
    [InlineData("a clocked circuit needs clk=PORT,latency=N with N from 1 to 64, and rst=PORT if it has a reset", Signed, ",clk=A")]
    [InlineData("a clocked circuit needs clk=PORT,latency=N with N from 1 to 64, and rst=PORT if it has a reset", Signed, ",clk=A,latency=0")]
    [InlineData("module m of m.v has no input \"c\"", Signed, ",clk=c,latency=1")]
    [InlineData("param.D=x is not valid; expected param.NAME=N with an integer", Signed, ",param.D=x")]
    [InlineData("option \"colour=red\" is unknown; expected signed, unsigned, wrap=sign_magnitude", Signed, ",colour=red")]
    [InlineData("signed contradicts unsigned; a signed circuit takes int8 operands as they are", Signed, ",signed,unsigned")]
    [InlineData("signed contradicts wrap=offset", Signed, ",signed,wrap=offset")]
    [InlineData("wrap=\"two\" is unknown; expected wrap=sign_magnitude or wrap=offset", Signed, ",wrap=two")]
    [InlineData("activation= is given twice", Signed, ",activation=A,activation=B")]
    [InlineData("m.v:2: $system is not allowed", "module m(input [7:0] A, B, output [15:0] O);\ninitial $system(\"id\"); endmodule", "")]
    public void Resolve_WhatNoSimulatorShouldSee_IsRefused(string expected, string source, string options) =>
        Assert.Contains(expected, Refusal(source, options), StringComparison.Ordinal);

    [SkippableTheory]
    [InlineData("Icarus Verilog cannot compile m.v: line 2: syntax error", "module m(input [7:0] A, B, output [15:0] O);\nassign O = = A;\nendmodule")]
    [InlineData("Icarus Verilog cannot compile m.v: line 3: syntax error", "module m(input [7:0] A, B, output [15:0] O); /* a comment\n*/ (* keep *)\nassign O = = A;\nendmodule")]
    [InlineData("Icarus Verilog cannot compile m.v: line 2: error: Unable to bind wire/reg/memory `c'", "module m(input [7:0] A, B, output [15:0] O);\nassign O = A * B + c;\nendmodule")]
    [InlineData("m.v uses the module \"FAX1\", which it does not define; give the file with it: cells=FILE", "module m(input [7:0] A, B, output [15:0] O); FAX1 f(.A(A), .Y(O)); endmodule")]
    [InlineData("port A of module m in m.v has 4 bits, expected 8 bits", "module m(input [3:0] A, input [7:0] B, output [15:0] O); assign O = A * B; endmodule")]
    [InlineData("port O of module m in m.v has 64 bits, expected at most 32 bits", "module m(input [7:0] A, B, output [63:0] O); assign O = A * B; endmodule")]
    [InlineData("bits that are x or z", "module m(input [7:0] A, B, output [15:0] O); assign O[14:0] = A * B; endmodule")]
    [InlineData("m.v remembers: the codes A = 231, B = 107 gave 23", "module m(input [7:0] A, B, output [15:0] O); reg t; initial t = 0; always @(A or B) t = ~t; assign O = A + t; endmodule")]
    [InlineData("bits that are x or z", "module m(input [7:0] A, B, output [15:0] O); endmodule")]
    [InlineData("m.v has 4294901760 in row 0, column 0", "module m(input [7:0] A, B, output [31:0] O); assign O = 32'hffff0000; endmodule")]
    [InlineData("m.v does not say whether it is signed: the mean error is 100 % of the mean exact product when read as signed, 100 % as unsigned; give signed or unsigned", "module m(input [7:0] A, B, output [15:0] O); assign O = 0; endmodule")]
    public void Resolve_WhatCannotBeSimulated_IsRefused(string expected, string source)
    {
        Tools.Require("iverilog");
        Assert.Contains(expected, Refusal(source, ""), StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("initial while (1) begin end")]
    [InlineData("reg r = 0; always @(A, r) r <= ~r;")]
    [InlineData("reg p, q; initial begin p = 0; q = 0; end always @(p) q <= ~p; always @(q) p <= q;")]
    [InlineData("always @(A) while (A == A) begin end")]
    public void Simulate_CircuitThatNeverSettles_IsRefused(string endless)
    {
        Icarus? icarus = Icarus.Find(limits: new ToolLimits(TimeSpan.FromMinutes(2), 10_000) { Silence = TimeSpan.FromSeconds(1) });
        Skip.If(icarus is null, "iverilog is not on PATH.");
        VerilogCircuit circuit = new("m.v", VerilogSource.Read("m.v", $"module m(input [7:0] A, B, output [15:0] O); assign O = A * B; {endless} endmodule"), null, "m", [], new CircuitPorts("A", "B", "O", null));

        InputException refusal = Assert.Throws<InputException>(() => new CircuitSimulation([icarus, icarus]).Simulate(circuit, CancellationToken.None));

        Assert.Equal("m.v does not come to rest: Icarus Verilog made no progress with it; it oscillates, or loops without end", refusal.Message);
    }

    [SkippableFact]
    public void Run_SlowCircuit_GoesToTheNextSimulator()
    {
        Icarus? quick = Icarus.Find(limits: new ToolLimits(TimeSpan.FromMinutes(2), 10_000));
        Icarus? impatient = Icarus.Find(limits: new ToolLimits(TimeSpan.FromSeconds(3), 10_000));
        Skip.If(quick is null || impatient is null, "iverilog is not on PATH.");
        // Begins in time and then waits, in both orders, at the 256 pairs of one row.
        const string slow = "integer i; reg [15:0] p; always @(A, B) begin p = A * B; if (A == 8'd3) for (i = 0; i < 15000; i = i + 1) p = p; end assign O = p";
        VerilogCircuit circuit = new("m.v", VerilogSource.Read("m.v", $"module m(input [7:0] A, B, output [15:0] O); {slow}; endmodule"), null, "m", [], new CircuitPorts("A", "B", "O", null));

        SimulatedCircuit simulated = new CircuitSimulation([impatient, quick]).Run(circuit, CancellationToken.None);

        Assert.Equal(255 * 255, simulated.Table.Values[^1]);
    }

    [SkippableFact]
    public void Run_Verilator_GivesTheSameTable()
    {
        Verilator? verilator = Verilator.Find();
        Skip.If(verilator is null, "verilator, g++ and make are not all on PATH.");
        const string source = "module m(input ck, input [7:0] A, B, output reg [15:0] O); always @(posedge ck) O <= (A & 8'hfd) * B; endmodule";
        VerilogCircuit circuit = new("m.v", VerilogSource.Read("m.v", source), null, "m", [], new CircuitPorts("A", "B", "O", new CircuitClock("ck", 1, null, false)));

        SimulatedCircuit simulated = new CircuitSimulation([verilator]).Run(circuit, CancellationToken.None);

        Assert.Equal(Enumerable.Range(0, 65_536).Select(index => (long)(((index >> 8) & 0xfd) * (index & 255))), simulated.Table.Values);
        Assert.Contains("has no x", simulated.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_NoSimulator_IsAMissingTool()
    {
        VerilogCircuit circuit = new("m.v", VerilogSource.Read("m.v", Signed), null, "m", [], new CircuitPorts("A", "B", "O", null));

        MissingToolException missing = Assert.Throws<MissingToolException>(() => new CircuitSimulation([]).Run(circuit, CancellationToken.None));

        Assert.Equal("m.v needs a Verilog simulator, and none is on PATH; to install one: apt-get install iverilog", missing.Message);
    }

    private ResolvedMultiplier Resolve(string source, string options)
    {
        Tools.Require("iverilog");
        File.WriteAllText(_folder.PathOf("m.v"), source);
        return OperatorResolver.Multiplier($"verilog:{_folder.PathOf("m.v")}{options}");
    }

    private string Refusal(string source, string options)
    {
        File.WriteAllText(_folder.PathOf("m.v"), source);
        return Assert.Throws<InputException>(() => OperatorResolver.Multiplier($"verilog:{_folder.PathOf("m.v")}{options}")).Message;
    }
}
