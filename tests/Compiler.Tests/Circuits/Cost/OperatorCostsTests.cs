using QMacVerify.Compiler.Circuits;
using QMacVerify.Compiler.Circuits.Cost;
using QMacVerify.Compiler.Demo;
using QMacVerify.Compiler.Hdl;
using QMacVerify.Compiler.Templates;
using QMacVerify.Generators.Circuits;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Circuits.Cost;

/// <summary>What multipliers and adders cost: as yosys counts it, and as a table says.</summary>
public sealed class OperatorCostsTests : IDisposable
{
    /// <summary>What yosys takes at least.</summary>
    private const string Library = """
        library(tiny) {
          cell(BUF) { area: 1; pin(A) { direction: input; } pin(Y) { direction: output; function: "A"; } }
          cell(INV) { area: 1; pin(A) { direction: input; } pin(Y) { direction: output; function: "A'"; } }
          cell(NAND2) { area: 1.5; pin(A) { direction: input; } pin(B) { direction: input; } pin(Y) { direction: output; function: "(A*B)'"; } }
          cell(NOR2) { area: 1.5; pin(A) { direction: input; } pin(B) { direction: input; } pin(Y) { direction: output; function: "(A+B)'"; } }
          cell(XOR2) { area: 3.25; pin(A) { direction: input; } pin(B) { direction: input; } pin(Y) { direction: output; function: "(A*B')+(A'*B)"; } }
        }
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void Liberty_IsTheAreaOfCells()
    {
        CircuitCost exact = Of(Liberty(Library), "exact");
        CircuitCost truncated = Of(Liberty(Library), "trunc_col:6");

        Assert.InRange(exact.Cost, 200, 5000);
        Assert.True(truncated.Cost < exact.Cost);
        Assert.Equal(["area", "cells"], exact.Figures.Select(figure => figure.Name));

        // Between those of the least and of the greatest cell.
        Assert.InRange(exact.Cost / exact.Figures[1].Value, 1, 3.25m);
    }

    [SkippableFact]
    public void Generic_IsAboutWhatTheFileOfTheExampleSays()
    {
        OperatorCosts table = OperatorCosts.OfTable(Table(EmbeddedText.Example(ExampleFiles.Costs)));

        // Versions of yosys count a little differently.
        foreach (string spec in (string[])["exact", "trunc_col:6", "drum:6", "mitchell"])
        {
            Assert.InRange(Of(new GenericTarget(), spec).Cost / table.Of(spec, OperatorResolver.Multiplier(spec)).Cost, 0.9m, 1.1m);
        }
    }

    [SkippableFact]
    public void Liberty_ThatIsNone_SaysWhatItTakes()
    {
        InputException refusal = Assert.Throws<InputException>(() => Of(Liberty("library(empty) { }"), "exact"));

        Assert.StartsWith("yosys cannot map mul_exact_s8 onto the cells of \"tiny.lib\": the library needs a buffer, an inverter", refusal.Message, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("xilinx")]
    [InlineData("ice40")]
    public void Fpga_CountsLookupTables(string name)
    {
        FpgaTarget target = name == "xilinx" ? FpgaTarget.Xilinx : FpgaTarget.Ice40;

        CircuitCost truncated = Of(target, "trunc_col:8");

        Assert.InRange(truncated.Cost, 10, 200);
        Assert.Equal(("luts", 0), (truncated.Figures[0].Name, truncated.Figures.Single(figure => figure.Name == "registers").Value));
    }

    [Fact]
    public void Table_NamesOperatorsAsTheUserDoesOrAsReportsDo()
    {
        OperatorCosts costs = OperatorCosts.OfTable(Table("operator,cost\nexact,10\nmy/table.npy,2.5\ntable:u.npy,unsigned,wrap=offset,4\n"));

        Assert.Equal(10, costs.Exact().Cost);
        Assert.Equal(4, costs.Of("table:folder/u.npy,unsigned,wrap=offset", Resolved("table:u.npy,unsigned,wrap=offset")).Cost);
        Assert.Equal(2.5m, costs.Of("my/table.npy", Resolved("table:table.npy,signed")).Cost);
    }

    [Fact]
    public void Table_WithoutAnOperator_NamesIt()
    {
        OperatorCosts costs = OperatorCosts.OfTable(Table("operator,cost\nexact,10\n"));

        Assert.Equal("costs.csv has no cost of \"trunc:2\"", Assert.Throws<InputException>(() => costs.Of("trunc:2", OperatorResolver.Multiplier("trunc:2"))).Message);
    }

    /// <summary>Multipliers and adders have the same names; a file without kinds is of multipliers, and additions cost nothing then.</summary>
    [Fact]
    public void Table_WithKinds_HasAdders()
    {
        OperatorCosts costs = OperatorCosts.OfTable(Table("kind,operator,cost\nmultiplier,exact,10\nadder,exact,3\nadder,loa:4,2.5\nmultiplier,table:u.npy,unsigned,4\n"));

        Assert.Equal(13, costs.OfExactMac());
        Assert.Equal(6.5m, costs.OfMac("table:u.npy,unsigned", Resolved("table:u.npy,unsigned"), new LowerPartOrAdder(4)));
        Assert.Equal(["exact", "table:u.npy,unsigned"], ((TableCosts)costs).Multipliers);
        Assert.Equal("costs.csv has no cost of the adder \"trunc:2\"", Assert.Throws<InputException>(() => costs.Of(new TruncatedAdder(2))).Message);
        OperatorCosts multipliers = OperatorCosts.OfTable(Table("operator,cost\nexact,10\n"));
        Assert.Equal((false, 10), (multipliers.CountsAdders, multipliers.OfExactMac()));
    }

    [Theory]
    [InlineData("exact,1", "(2): expected multiplier or adder before the operator, found \"exact,1\"")]
    [InlineData("sum,exact,1", "(2): expected multiplier or adder before the operator, found \"sum,exact,1\"")]
    [InlineData("adder,exact,1\nmultiplier,exact,1\nadder,exact,2", "(4): \"exact\" has a cost already")]
    public void Table_WithOtherKinds_IsRefused(string lines, string expected)
    {
        string file = Table($"kind,operator,cost\n{lines}\n");

        Assert.Equal(file + expected, Assert.Throws<InputException>(() => OperatorCosts.OfTable(file)).Message);
    }

    [SkippableFact]
    public void Adders_AreCountedAsMultipliersAre()
    {
        Tools.Require("yosys");
        OperatorCosts costs = OperatorCosts.Counted(new GenericTarget(), Yosys.Find()!, CancellationToken.None);

        decimal exact = costs.Of(OperatorPair.Exact.Adder)!.Cost;
        decimal truncated = costs.Of(new TruncatedAdder(16))!.Cost;

        Assert.InRange(exact, 100, 1000);
        Assert.InRange(truncated, exact / 4, exact * 3 / 4);
        Assert.Equal(costs.Exact().Cost + truncated, costs.OfMac("exact", OperatorResolver.Multiplier("exact"), new TruncatedAdder(16)));
    }

    /// <summary>As yosys 0.23 prints it, and as later ones do.</summary>
    [Theory]
    [InlineData("   Number of cells:                 11\n     CARRY4                          4\n     LUT6                            7\n   Chip area for module '\\m': 12.500000\n")]
    [InlineData("        11 cells\n         4   CARRY4\n         7   LUT6\n   Chip area for module '\\m': 12.500000\n")]
    [InlineData("       11     12.5 cells\n        4   CARRY4\n        7   LUT6\n   Chip area for top module '\\m': 1.25e+01\n")]
    public void Report_IsReadAsEachVersionPrintsIt(string stat)
    {
        Assert.Equal((11, 12.5m), (YosysReport.Cells(stat), YosysReport.Area(stat)));
        Assert.Equal([("CARRY4", 4), ("LUT6", 7)], YosysReport.CellTypes(stat));
        Assert.Null(YosysReport.CellWithoutArea(stat));
        Assert.Equal(0, YosysReport.Registers(stat));
        Assert.Equal(36, YosysReport.Registers($"{stat}     $_DFFE_PP_                     32\n        4   $_SDFF_PN0_\n     $_XOR_                          9\n"));
        Assert.Equal("$_DFF_P_", YosysReport.CellWithoutArea($"{stat}   Area for cell type $_DFF_P_ is unknown!\n"));
    }

    private static ResolvedMultiplier Resolved(string spec) => new(new TableMultiplier(spec, MultiplierTable.Of(new ScrambledMultiplier())), null, []);

    private static CircuitCost Of(SynthesisTarget target, string spec)
    {
        Tools.Require("yosys");
        return OperatorCosts.Counted(target, Yosys.Find()!, CancellationToken.None).Of(spec, OperatorResolver.Multiplier(spec));
    }

    private LibertyTarget Liberty(string text)
    {
        File.WriteAllText(_folder.PathOf("tiny.lib"), text);
        return LibertyTarget.Read(_folder.PathOf("tiny.lib"));
    }

    private string Table(string text)
    {
        File.WriteAllText(_folder.PathOf("costs.csv"), text);
        return _folder.PathOf("costs.csv");
    }
}
