using QMacVerify.Compiler.Circuits;
using QMacVerify.Compiler.Circuits.Verilog;
using QMacVerify.Compiler.Hdl;
using QMacVerify.Compiler.LayerBenches;
using QMacVerify.Compiler.OperatorCheck;
using QMacVerify.Generators.Circuits;
using QMacVerify.Hdl.Tests.Hdl;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Hdl.Tests.LayerBenches;

/// <summary>Benches of layers with a circuit of the user: they hold the circuit.</summary>
public sealed class CircuitLayerTests : IDisposable
{
    private const string Signed = "module m #(parameter D = 0)(input signed [7:0] A, B, output signed [15:0] O); wire signed [15:0] p = A * (B & 8'shfe); assign O = p >>> D <<< D; endmodule";
    private const string SignedNarrow = "module m(input signed [7:0] A, B, output signed [11:0] O); wire signed [15:0] p = A * B; assign O = p[15:4]; endmodule";
    private const string Unsigned = "module m(input [7:0] A, B, output [15:0] O); assign O = A * (B & 8'hfe); endmodule";
    private const string UnsignedWide = "module m(input [7:0] A, B, output [16:0] O); assign O = A * B + (A & 8'h03); endmodule";
    private const string Clocked = "module m(input clk, input signed [7:0] A, B, output reg signed [15:0] O); always @(posedge clk) O <= A * B; endmodule";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>On all pairs, the wrapper does in Verilog what <see cref="CircuitTable.Wrap"/> does in C#.</summary>
    [SkippableTheory]
    [InlineData(Signed, "signed,param.D=3")]
    [InlineData(Signed, "signed,activation=B")]
    [InlineData(SignedNarrow, "signed")]
    [InlineData(Unsigned, "unsigned")]
    [InlineData(Unsigned, "unsigned,activation=B")]
    [InlineData(Unsigned, "wrap=offset,activation=B")]
    [InlineData(UnsignedWide, "wrap=offset")]
    [InlineData(UnsignedWide, "wrap=sign_magnitude")]
    public void Wrapper_AllPairs_EqualTheTable(string source, string options)
    {
        ResolvedMultiplier resolved = Resolve(source, options);
        Multiplier multiplier = resolved.Multiplier;
        OperatorComparison comparison = new()
        {
            Top = "mul_table_tb",
            Files =
            [
                ("mul_table_tb.v", MultiplierBench.Table(multiplier)),
                ("qm_mul.v", CircuitWrapper.Text(multiplier.Spec, resolved.Origin!)),
                ("circuit.v", resolved.Origin!.Circuit!.Texts[0]),
            ],
            Results = [new ComparedResults(new OperatorReport { Kind = OperatorKind.Multiplier, Spec = multiplier.Spec }, "table.hex", MultiplierTable.Of(multiplier))],
            ResultBits = 16,
            OperandsAt = MultiplierTable.OperandsAt,
        };

        OperatorReport report = comparison.Run(Icarus.Look(), CancellationToken.None)[0];

        Assert.Equal((CheckStatus.Equal, null, null), (report.Status, report.Reason, report.FirstMismatch));
    }

    [Fact]
    public void Wrapper_UnsignedCircuit_MatchesSnapshot()
    {
        VerilogCircuit circuit = new("mul.v", VerilogSource.Read("mul.v", Unsigned), null, "mul8u", [("DROP", 2)], new CircuitPorts("A", "B", "O", null));
        MultiplierOrigin origin = new(new CircuitTable(false, []), OperandWrapping.SignMagnitude, ActivationIsB: true, circuit) { ProductBits = 16 };

        Snapshot.Verify(CircuitWrapper.Text("verilog:mul.v,unsigned,wrap=sign_magnitude,activation=B", origin), "Wrapper", "v");
    }

    [SkippableFact]
    public void Run_Circuit_PassesInBothSimulatorsWithoutATable()
    {
        ResolvedMultiplier resolved = Resolve(Unsigned, "unsigned");
        LayerBenchInput layer = LayerOf(resolved);
        LayerBench.Write(layer, _folder.PathOf("bench"));

        Assert.True(File.Exists(_folder.PathOf("bench", "circuit.v")));
        Assert.False(File.Exists(_folder.PathOf("bench", "products.hex")));
        Assert.Contains("holds the circuit itself", File.ReadAllText(_folder.PathOf("bench", "README.md")), StringComparison.Ordinal);
        foreach (Simulator simulator in new[] { Icarus.Look().Program, Verilator.Look().Program }.OfType<Simulator>())
        {
            Assert.Equal(new BenchVerdict(true, "PASS n=12", null), LayerBench.Run(simulator, _folder.PathOf("bench"), CancellationToken.None));
        }
    }

    /// <summary>The circuit decides, not its table: one that differs from it fails.</summary>
    [SkippableFact]
    public void Run_OtherCircuitThanTheTable_Fails()
    {
        ResolvedMultiplier resolved = Resolve(Unsigned, "unsigned");
        ResolvedMultiplier other = Resolve(Unsigned.Replace("8'hfe", "8'hff", StringComparison.Ordinal), "unsigned");
        LayerBench.Write(LayerOf(resolved) with { Origin = other.Origin }, _folder.PathOf("bench"));

        BenchVerdict verdict = LayerBench.Run(Icarus.Find()!, _folder.PathOf("bench"), CancellationToken.None);

        Assert.False(verdict.Passed);
        Assert.StartsWith("FAIL n=12 failures=", verdict.Line, StringComparison.Ordinal);
    }

    /// <summary>What answers a clock edge later, or has the name of a module of ours, stands as its table.</summary>
    [SkippableTheory]
    [InlineData(Clocked, "signed,clk=clk,latency=1")]
    [InlineData("module qm_add(input [7:0] A, B, output [15:0] O); assign O = A * B; endmodule", "unsigned")]
    public void Run_CircuitThatDoesNotFit_StandsAsItsTable(string source, string options)
    {
        LayerBench.Write(LayerOf(Resolve(source, options)), _folder.PathOf("bench"));

        Assert.False(File.Exists(_folder.PathOf("bench", "circuit.v")));
        Assert.Contains("holds the table of the multiplier", File.ReadAllText(_folder.PathOf("bench", "README.md")), StringComparison.Ordinal);
        Assert.True(LayerBench.Run(Icarus.Find()!, _folder.PathOf("bench"), CancellationToken.None).Passed);
    }

    private static LayerBenchInput LayerOf(ResolvedMultiplier resolved) =>
        SyntheticLayer.Of(new OperatorPair(resolved.Multiplier, new TruncatedAdder(4))) with { Origin = resolved.Origin };

    private ResolvedMultiplier Resolve(string source, string options)
    {
        Tools.Require("iverilog", "vvp");
        File.WriteAllText(_folder.PathOf("m.v"), source);
        return OperatorResolver.Multiplier($"verilog:{_folder.PathOf("m.v")},{options}");
    }
}
