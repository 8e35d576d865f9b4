using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Cosim;
using QMacVerify.Generators.Circuits;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Hdl.Tests.Cosim;

/// <summary>The bench of the engines as text.</summary>
public class EngineTextTests
{
    private static readonly EngineSpec Spec = new(
        new OperatorPair(new TruncatedMultiplier(2), new LowerPartOrAdder(4)), null, new AccumulatorRegister(24, Saturates: true), EngineMemories.None.Rounded());

    [Fact]
    public void Bench_Plain_IsAsVerified() => Snapshot.Verify(EngineText.Bench(Spec), "plain", "v");

    [Fact]
    public void Bench_WatchedAndTraced_IsAsVerified() =>
        Snapshot.Verify(EngineText.Bench(Spec with { IsWatched = true, IsTraced = true, HasRealFactors = true, HasWeightZeroPoints = true }), "watched", "v");

    [Fact]
    public void Sources_EveryModule_IsNamedOnce()
    {
        string[] names = [.. EngineText.Sources(Spec).Select(source => source.Name)];
        Assert.Equal(names.Distinct(), names);
        Assert.Equal(["mul_trunc_s8.v", "add_loa_s32.v", "qm_mul.v", "qm_add.v", "engine_tb.v"], names.Except(EngineText.Modules.Select(module => $"{module}.v")));
    }
}
