namespace QMacVerify.Compiler.Cosim.Faults;

/// <summary>Faults of <c>pool_engine</c> and what is in it.</summary>
internal static class PoolFaults
{
    public static IReadOnlyList<EngineFault> All { get; } =
    [
        Of("maximum begins at 0", "pool_lane_s8.v", ("-32'sd128", "32'sd0"), healthy => healthy with { BeginsMaximumAtZero = true }),
        Of("last element of a pool left out", "pool_engine.v", (".inside_i(inside2_q),", ".inside_i(inside2_q && !last2_q),"), healthy => healthy with { DropsLastTap = true }),
        Of("padding counted in an average", "pool_engine.v", ("{15'd0, inside2_q}", "16'd1"), healthy => healthy with { CountsPadding = true }),
        Of("average off by one", "average_s32.v", ("count >> 1", "32'd0"), healthy => healthy with { CutsFractions = true }),
    ];

    private static EngineFault Of(string name, string file, (string From, string To) text, Func<EngineBehaviour, EngineBehaviour> behaviour) =>
        new(name, _ => [new("", file) { Text = text, Behaviour = behaviour }]) { Unit = EngineUnit.Pool };
}
