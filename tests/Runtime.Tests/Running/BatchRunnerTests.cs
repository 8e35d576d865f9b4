using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Runtime.Tests.Running;

/// <summary>Sequences of samples that carry state, on any number of threads.</summary>
public class BatchRunnerTests
{
    [Theory]
    [InlineData(1, new byte[] { 1, 1, 1, 1, 1, 1 })]
    [InlineData(2, new byte[] { 1, 2, 1, 2, 1, 2 })]
    [InlineData(3, new byte[] { 1, 2, 3, 1, 2, 3 })]
    [InlineData(6, new byte[] { 1, 2, 3, 4, 5, 6 })]
    public void Run_Steps_CarryTheStateWithinASequence(int steps, byte[] expected)
    {
        foreach (int threads in (int[])[1, 2, 8])
        {
            Assert.Equal(expected, BatchRunner.Run(() => new Counter(), Samples(6), threads: threads, steps: steps)[0].Data);
        }
    }

    [Fact]
    public void Run_PartOfASequence_IsNoSequence() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => BatchRunner.Run(() => new Counter(), Samples(5), steps: 2));

    [Fact]
    public void StepsOf_ModelWithState_AsksForThem()
    {
        Assert.Equal(3, RunnerProgram.StepsOf(new Counter(), 3, 6));
        Assert.Contains("1 to 6", Assert.Throws<InputException>(() => RunnerProgram.StepsOf(new Counter(), null, 6)).Message, StringComparison.Ordinal);
        Assert.Contains("sequences of 4 steps", Assert.Throws<InputException>(() => RunnerProgram.StepsOf(new Counter(), 4, 6)).Message, StringComparison.Ordinal);
    }

    private static SampleBatch Samples(int count) => new(count, [NpyArray.Create<byte>([count], new byte[count])]);

    /// <summary>Gives the number of runs since its state was put back.</summary>
    private sealed class Counter : IModelRunner
    {
        private byte _runs;

        public IReadOnlyList<TensorDescription> Inputs { get; } = [new("x", ElementType.UInt8, [1], 1, 0)];

        public IReadOnlyList<TensorDescription> Outputs => Inputs;

        public int BatchSize => 1;

        public bool HasState => true;

        public void Reset() => _runs = 0;

        public void Run(int samples, IReadOnlyList<ReadOnlyMemory<byte>> inputs, IReadOnlyList<Memory<byte>> outputs, ITensorObserver? observer = null) =>
            outputs[0].Span[0] = ++_runs;
    }
}
