using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests.Emit.Kernels;

public sealed class SoftmaxEmitterTests
{
    [Fact]
    public void Emit_TwoRows()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(1));
        builder.Softmax(builder.Input([2, 10]));

        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build())), "TwoRows", "cs");
    }
}
