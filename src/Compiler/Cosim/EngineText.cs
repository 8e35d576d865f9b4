using QMacVerify.Compiler.Circuits.Verilog;
using QMacVerify.Compiler.Templates;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Cosim;

/// <summary>The Verilog of engines with their bench, and the files that it reads whatever the layer is.</summary>
internal static class EngineText
{
    public const string Top = "engine_tb";

    /// <summary>The modules of the engines, each in a file of its own in <c>hdl</c>.</summary>
    public static IReadOnlyList<string> Modules { get; } =
    [
        "window_control", "window_output", "mac_lane_s8", "rescale_s32", "scale_float_s32", "requantize_s32", "conv_engine",
        "pool_lane_s8", "average_s32", "pool_engine", "add_engine", "bounds_watch_s32",
    ];

    /// <summary>Sources, in the order in which a simulator is given them.</summary>
    public static IReadOnlyList<(string Name, string Text)> Sources(EngineSpec spec) =>
    [
        .. Modules.Select(module => ($"{module}.v", EmbeddedText.Hdl(module))),
        .. Circuits(spec).Sources,
        ($"{Top}.v", Bench(spec)),
    ];

    /// <summary>The circuits of the lanes.</summary>
    public static OperatorSources Circuits(EngineSpec spec) => OperatorSources.Of(spec.Operators, spec.Origin, [.. Modules, Top]);

    /// <summary>Module <c>engine_tb</c>.</summary>
    public static string Bench(EngineSpec spec) => TemplateRenderer.Render("engine_tb.v", new
    {
        Lanes = Invariant($"{EngineSpec.Lanes}"),
        Multiplier = spec.Operators.Multiplier.Spec,
        Adder = spec.Operators.Adder.Spec,
        Width = Invariant($"{spec.Register.Bits}"),
        Overflow = spec.Register.Overflow,
        Saturate = Flag(spec.Register.Saturates),
        Sums = Flag(spec.HasWeightZeroPoints),
        Real = Flag(spec.HasRealFactors),
        XWords = Invariant($"{spec.Memories.X}"),
        WWords = Invariant($"{spec.Memories.W}"),
        StartWords = Invariant($"{spec.Memories.Start}"),
        FactorWords = Invariant($"{spec.Memories.Factor}"),
        OutWords = Invariant($"{spec.Memories.Out}"),
        LastWord = Invariant($"{EngineWords.Names.Count - 1}"),
        Words = EngineWords.Names.Take(spec.IsWatched ? EngineWords.Names.Count : (int)EngineWord.OperandLower).Select(name => new { Name = name }).ToArray(),
        Watch = spec.IsWatched,
        Trace = spec.IsTraced,
    });

    private static string Flag(bool value) => value ? "1" : "0";
}
