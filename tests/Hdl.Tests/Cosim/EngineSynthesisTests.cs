using System.Text.Json;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Circuits;
using QMacVerify.Compiler.Circuits.Cost;
using QMacVerify.Compiler.Cosim;
using QMacVerify.Compiler.Hdl;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Support.Json;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Hdl.Tests.Cosim;

/// <summary>What lanes and requantizers take, as yosys counts it.</summary>
public sealed class EngineSynthesisTests : IDisposable
{
    private static readonly AccumulatorRegister Narrow = new(20, Saturates: false);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Takes seconds, most of them for the requantizer's multiplier.</summary>
    [SkippableFact]
    public void Of_ApproximateLanes_TakeLessThanTheExactOne()
    {
        Tools.Require("yosys");
        EngineCosts costs = EngineSynthesis.Of([Engine("exact"), Engine("trunc:2"), Engine("trunc_col:4", new LowerPartOrAdder(4)), Table()], Yosys.Find(), CancellationToken.None);

        Assert.Equal(4, costs.Lanes.Count);
        GateCount exact = costs.Lanes[0].Count!;
        Assert.All(costs.Lanes, lane => Assert.Equal(exact, lane.Exact));
        Assert.Equal(Narrow.Bits, exact.Registers);
        Assert.InRange(exact.Gates, 300, 2000);
        Assert.InRange(exact.Luts, 100, exact.Gates);
        Assert.InRange(exact.LutLevels, 5, exact.GateLevels);
        Assert.True(costs.Lanes[1].Count!.Gates < exact.Gates);
        GateCount columns = costs.Lanes[2].Count!;
        Assert.True(columns.Gates < exact.Gates && columns.Luts < exact.Luts);
        Assert.Null(costs.Lanes[3].Count);
        GateCount requantizer = Assert.Single(costs.Requantizers).Count;
        Assert.Equal(0, requantizer.Registers);
        Assert.InRange(requantizer.Gates, exact.Gates, 20_000);

        using JsonDocument json = JsonDocument.Parse(Json(costs));
        JsonElement lane = json.RootElement.GetProperty("synthesis").GetProperty("lanes")[2];
        Assert.Equal(("trunc_col:4", "loa:4"), (lane.GetProperty("multiplier").GetString(), lane.GetProperty("adder").GetString()));
        Assert.Equal(columns.Gates, lane.GetProperty("gates").GetInt32());
        Assert.Equal((double)columns.Gates / exact.Gates, lane.GetProperty("of_exact_lane").GetProperty("gates").GetDouble(), 1e-4);
        Assert.Matches(@"\nmac_lane_s8 +amul scrambled, aadd exact +a table, no circuit\n", EngineCostReport.ToText(costs));
    }

    /// <summary>A register that saturates takes comparators, sums of activations a second register.</summary>
    [SkippableFact]
    public void Lane_OfAnyRegister_IsThatOfTheEngine()
    {
        Tools.Require("yosys");
        EngineSynthesis synthesis = new(Yosys.Find()!, CancellationToken.None);
        GateCount whole = synthesis.Lane(Engine("exact") with { Register = AccumulatorRegister.Default }).Count!;
        GateCount narrow = synthesis.Lane(Engine("exact")).Count!;
        GateCount saturating = synthesis.Lane(Engine("exact") with { Register = Narrow with { Saturates = true } }).Count!;
        GateCount sums = synthesis.Lane(Engine("exact") with { HasWeightZeroPoints = true }).Count!;

        Assert.Equal([32, 20, 20, 52], new[] { whole, narrow, saturating, sums }.Select(count => count.Registers));
        Assert.True(saturating.Gates > narrow.Gates);
    }

    [SkippableFact]
    public void Lane_WithACircuitOfTheUser_HoldsIt()
    {
        Tools.Require("iverilog", "vvp", "yosys");
        File.WriteAllText(_folder.PathOf("m.v"), "module m(input [7:0] a, input [7:0] b, output [15:0] o); assign o = a * (b & 8'hc0); endmodule\n");
        ResolvedMultiplier resolved = OperatorResolver.Multiplier($"verilog:{_folder.PathOf("m.v")},unsigned,wrap=sign_magnitude");

        LaneCost lane = new EngineSynthesis(Yosys.Find()!, CancellationToken.None).Lane(
            Engine("exact") with { Operators = new OperatorPair(resolved.Multiplier, new ExactAdder()), Origin = resolved.Origin });

        // Two rows of partial products instead of eight, and a wrapper.
        Assert.InRange(lane.Count!.Gates, 100, lane.Exact.Gates - 1);
    }

    [Fact]
    public void Of_WithoutYosys_IsSkipped()
    {
        EngineCosts costs = EngineSynthesis.Of([Engine("exact")], null, CancellationToken.None);

        const string skipped = "skipped: yosys is not on PATH; to install it: apt-get install yosys";
        Assert.Equal($"synthesis: {skipped}\n", EngineCostReport.ToText(costs));
        using JsonDocument json = JsonDocument.Parse(Json(costs));
        Assert.Equal(skipped, json.RootElement.GetProperty("synthesis").GetProperty("skipped").GetString());
    }

    private static EngineSpec Engine(string multiplier, Adder? adder = null) =>
        new(new OperatorPair(OperatorResolver.Multiplier(multiplier).Multiplier, adder ?? new ExactAdder()), null, Narrow, EngineMemories.None);

    private static EngineSpec Table() =>
        Engine("exact") with { Operators = new OperatorPair(new TableMultiplier("scrambled", MultiplierTable.Of(new ScrambledMultiplier())), new ExactAdder()) };

    private static string Json(EngineCosts costs)
    {
        JsonWriter json = new();
        using (json.Object())
        {
            EngineCostReport.Write(json, costs);
        }

        return json.ToString();
    }
}
