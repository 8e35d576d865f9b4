using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Cosim;
using QMacVerify.Compiler.Hdl;
using QMacVerify.Compiler.LayerBenches;
using QMacVerify.Compiler.OperatorCheck;
using QMacVerify.Compiler.Templates;
using QMacVerify.Generators.Circuits;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Hdl.Tests.Hdl;

/// <summary>Neither tool has anything to say about our modules and rendered benches.</summary>
public class LintTests
{
    private static readonly OperatorPair Truncated = new(new TruncatedMultiplier(2), new TruncatedAdder(4));

    private static readonly string[] Operators =
    [
        "add_eta1_s32", "add_exact_s32", "add_loa_s32", "add_trunc_s32", "mul_bam_s8", "mul_drum_s8", "mul_exact_s8", "mul_mitchell_s8",
        "mul_table_s8", "mul_trunc_col_s8", "mul_trunc_op_s8", "mul_trunc_s8",
    ];

    public static TheoryData<string> OperatorModules() => [.. Operators];

    [Fact]
    public void OperatorModules_AndEnginesAndTheMac_AreEveryModule()
    {
        IEnumerable<string> modules = Directory.GetFiles(RepositoryFiles.PathOf("hdl")).Select(file => Path.GetFileNameWithoutExtension(file)!);
        Assert.Equal([.. Operators.Concat(EngineText.Modules).Append("mac_s8_acc32").Order(StringComparer.Ordinal)], modules.Order(StringComparer.Ordinal));
    }

    [SkippableTheory]
    [MemberData(nameof(OperatorModules))]
    public void OperatorModule_Linted_IsClean(string module)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.PathOf($"{module}.v"), EmbeddedText.Hdl(module));
        AssertClean(folder.Path, module, [$"{module}.v"]);
    }

    public static TheoryData<string> MultipliersAtTheEndsOfTheirParameters() => AtTheEnds(OperatorSpec.Multipliers);

    public static TheoryData<string> AddersAtTheEndsOfTheirParameters() => AtTheEnds(OperatorSpec.Adders);

    [SkippableTheory]
    [MemberData(nameof(MultipliersAtTheEndsOfTheirParameters))]
    public void MultiplierModule_LintedAtTheEndsOfItsParameters_IsClean(string spec) =>
        AssertClean(OperatorSpec.ParseMultiplier(spec, out _)!.Verilog!);

    [SkippableTheory]
    [MemberData(nameof(AddersAtTheEndsOfTheirParameters))]
    public void AdderModule_LintedAtTheEndsOfItsParameters_IsClean(string spec) =>
        AssertClean(OperatorSpec.ParseAdder(spec, out _)!.Verilog);

    [SkippableFact]
    public void LayerBench_Linted_IsClean()
    {
        using TemporaryFolder folder = new();
        LayerBench.Write(SyntheticLayer.Of(Truncated), folder.Path);
        AssertClean(folder.Path, "mac_s8_acc32", ["mul_trunc_s8.v", "add_trunc_s32.v", "mac_s8_acc32.v", "qm_mul.v", "qm_add.v"]);
        AssertClean(folder.Path, "layer_tb", File.ReadAllLines(folder.PathOf("sources.f")));
    }

    public static TheoryData<int, bool, bool> EngineForms() => new() { { 32, false, false }, { 32, true, true }, { 20, false, true }, { 20, true, false } };

    [SkippableTheory]
    [MemberData(nameof(EngineForms))]
    public void Engines_Linted_AreClean(int bits, bool saturates, bool others)
    {
        using TemporaryFolder folder = new();
        EngineSpec spec = new(Truncated, null, new AccumulatorRegister(bits, saturates), EngineMemories.None.Rounded())
        {
            HasWeightZeroPoints = others,
            HasRealFactors = others,
            IsWatched = others,
            IsTraced = others,
        };
        foreach ((string name, string text) in EngineText.Sources(spec))
        {
            File.WriteAllText(folder.PathOf(name), text);
        }

        AssertClean(folder.Path, EngineText.Top, [.. EngineText.Sources(spec).Select(source => source.Name)]);
    }

    [SkippableFact]
    public void OperatorBenches_Linted_AreClean()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.PathOf("mul_trunc_s8.v"), EmbeddedText.Hdl("mul_trunc_s8"));
        File.WriteAllText(folder.PathOf("qm_mul.v"), OperatorWrapper.Of(Truncated.Multiplier));
        File.WriteAllText(folder.PathOf("mul_table_tb.v"), MultiplierBench.Table(Truncated.Multiplier));
        AssertClean(folder.Path, "mul_table_tb", ["mul_table_tb.v", "qm_mul.v", "mul_trunc_s8.v"]);

        File.WriteAllText(folder.PathOf("mul_drum_s8.v"), EmbeddedText.Hdl("mul_drum_s8"));
        File.WriteAllText(folder.PathOf("mul_tables_tb.v"), MultiplierBench.Tables([Truncated.Multiplier, new DrumMultiplier(4), new DrumMultiplier(5)]));
        AssertClean(folder.Path, "mul_tables_tb", ["mul_tables_tb.v", "mul_trunc_s8.v", "mul_drum_s8.v"]);

        File.WriteAllText(folder.PathOf("add_exact_s32.v"), EmbeddedText.Hdl("add_exact_s32"));
        File.WriteAllText(folder.PathOf("qm_add.v"), OperatorWrapper.Of(new ExactAdder()));
        File.WriteAllText(folder.PathOf("adder_tb.v"), AdderBench.Vectors(new ExactAdder(), 10));
        AssertClean(folder.Path, "adder_tb", ["adder_tb.v", "qm_add.v", "add_exact_s32.v"]);
    }

    [SkippableFact]
    public void Miters_Linted_AreClean()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.PathOf("mul_trunc_s8.v"), EmbeddedText.Hdl("mul_trunc_s8"));
        File.WriteAllText(folder.PathOf("add_trunc_s32.v"), EmbeddedText.Hdl("add_trunc_s32"));
        File.WriteAllText(folder.PathOf("mac_miter.v"), OperatorMiters.ChainAndTree(Truncated, Truncated, 16));
        AssertClean(folder.Path, "mac_miter", ["mac_miter.v", "mul_trunc_s8.v", "add_trunc_s32.v"]);

        File.WriteAllText(folder.PathOf("order_miter.v"), OperatorMiters.Order(Truncated.Adder));
        AssertClean(folder.Path, "order_miter", ["order_miter.v", "add_trunc_s32.v"]);

        File.WriteAllText(folder.PathOf("adder_reference.v"), AdderReference.Verilog(new ErrorTolerantAdder(4)));
        File.WriteAllText(folder.PathOf("adder_miter.v"), OperatorMiters.Formula(Truncated.Adder));
        AssertSilent(folder.Path, "iverilog", ["-Wall", "-g2005", "-t", "null", "-s", "adder_miter", "adder_miter.v", "adder_reference.v", "add_trunc_s32.v"]);
    }

    private static TheoryData<string> AtTheEnds<T>(IReadOnlyList<OperatorForm<T>> forms)
        where T : class
    {
        TheoryData<string> specs = [];
        foreach (OperatorForm<T> form in forms.Where(form => form.Parameters.Count > 0))
        {
            specs.Add(form.Create([.. form.Parameters.Select(parameter => parameter.Minimum)]).ToString()!);
            specs.Add(form.Create([.. form.Parameters.Select(parameter => parameter.Maximum)]).ToString()!);
        }

        return specs;
    }

    private static void AssertClean(VerilogModule module)
    {
        using TemporaryFolder folder = new();
        string file = $"{module.Name}.v";
        File.WriteAllText(folder.PathOf(file), EmbeddedText.Hdl(module.Name));
        AssertSilent(folder.Path, "verilator", ["--lint-only", "-Wall", .. module.Parameters.Select(p => $"-G{p.Name}={p.Value}"), file]);
        AssertSilent(
            folder.Path,
            "iverilog",
            ["-Wall", "-g2005", "-t", "null", "-s", module.Name, .. module.Parameters.Select(p => $"-P{module.Name}.{p.Name}={p.Value}"), file]);
    }

    private static void AssertClean(string folder, string top, string[] sources)
    {
        AssertSilent(folder, "iverilog", ["-Wall", "-g2005", "-t", "null", "-s", top, .. sources]);
        AssertSilent(folder, "iverilog", ["-Wall", "-g2012", "-t", "null", "-s", top, .. sources]);
        AssertSilent(folder, "verilator", ["--lint-only", "-Wall", "--timing", "--top-module", top, .. sources]);
    }

    private static void AssertSilent(string folder, string tool, params string[] arguments)
    {
        Tools.Require(tool);
        ToolResult result = ToolRunner.Run(ToolRunner.Find(tool)!, arguments, folder, ToolLimits.Default, CancellationToken.None);
        Assert.Equal("", result.Output + result.Errors);
        Assert.True(result.Succeeded, result.Problem);
    }
}
