using QMacVerify.Compiler.Evaluation;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.Tests.Evaluation;

/// <summary>Figures of outputs that are few enough to be counted by hand.</summary>
public sealed class EvaluationResultTests
{
    private static readonly TensorDescription Logits = new("logits", ElementType.Int8, [1, 3], 0.5f, 7);

    [Fact]
    public void Of_AClassifier_CountsAllByHand()
    {
        // Classes 0, 1, 0 (a tie: the first), 2; then 0, 2, 0, 1.
        NpyArray exact = NpyArray.Create<sbyte>([4, 3], [9, 1, 2, -3, 4, 0, 5, 5, 1, 0, 1, 100]);
        NpyArray approximate = NpyArray.Create<sbyte>([4, 3], [8, 1, 2, -3, 4, 6, 5, 1, 1, 0, 110, 100]);

        EvaluationResult result = EvaluationResult.Of([Logits], [exact], [approximate], [0, 1, 1, 1]);

        Assert.Equal((4, new Rate(2, 4), new Rate(2, 4)), (result.Samples, result.Exact!.Top1, result.Approximate!.Top1));
        Assert.Null(result.Exact.Top5);
        Assert.Equal([[1, 0, 0], [1, 1, 1], [0, 0, 0]], result.Exact.Confusion.Select(row => row.ToArray()));
        Assert.Equal([[1, 0, 0], [1, 1, 1], [0, 0, 0]], result.Approximate.Confusion.Select(row => row.ToArray()));
        Assert.Equal([new Rate(1, 1), new Rate(1, 3), new Rate(0, 0)], result.Exact.Recall);
        Assert.Equal(new MarginFigures(0, 4, (7 + 4 + 0 + 99) / 4.0, 1), result.Exact.Margin);
        Assert.Equal(new MarginFigures(2, 4, (6 + 2 + 4 + 10) / 4.0, 0), result.Approximate.Margin);
        Assert.Equal(new Rate(2, 4), result.Agreement);
        Assert.Equal(new McNemar(1, 1), result.Paired);
        Assert.Equal("2 against 2 of 4 (1 that only exact gets right, 1 only approximate; p = 1.0000): no difference that these samples show", result.Verdict);
        OutputDeviation deviation = Assert.Single(result.Outputs);
        Assert.Equal((12, 4, 109, 0.5), (deviation.Elements, deviation.Changed, deviation.Largest, deviation.Scale));
        Assert.Equal((1 + 6 + 4 + 109) / 12.0, deviation.MeanAbsolute, 12);
        Assert.Equal((-1 + 6 - 4 + 109) / 12.0, deviation.Bias, 12);
    }

    [Fact]
    public void Of_SixClasses_Top5LeavesOutTheLast()
    {
        TensorDescription output = Logits with { Shape = [1, 6] };

        // The label is last in the first sample, behind an equal one; fifth in the second, before an equal one.
        NpyArray codes = NpyArray.Create<sbyte>([2, 6], [5, 4, 3, 2, 1, 1, 5, 4, 3, 2, 1, 1]);

        Assert.Equal(new Rate(1, 2), EvaluationResult.Of([output], [codes], [codes], [5, 4]).Exact!.Top5);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 2)]
    public void Of_WhatIsNoClassifier_HasDeviationAndCorrelationOnly(bool hasLabels, int outputs)
    {
        NpyArray exact = NpyArray.Create<float>([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]);
        NpyArray approximate = NpyArray.Create<float>([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 12]);
        TensorDescription map = new("map", ElementType.Float32, [1, 2, 2], 0, 0);

        EvaluationResult result = EvaluationResult.Of(
            [.. Enumerable.Repeat(map, outputs)], [.. Enumerable.Repeat(exact, outputs)], [.. Enumerable.Repeat(approximate, outputs)], hasLabels ? [0, 1] : null);

        Assert.Equal((null, null, null, null), (result.Exact, result.Approximate, result.Paired, result.Agreement));
        Assert.Equal(outputs, result.Outputs.Count);
        Assert.Equal((0.5, 4.0, 1.0), (result.Outputs[0].MeanAbsolute, result.Outputs[0].Largest, result.Outputs[0].Scale));

        // Sums about the means 4.5 and 5: 56 / sqrt(42 * 84).
        Assert.Equal(56 / Math.Sqrt(42 * 84), result.Outputs[0].Pearson!.Value, 12);
        NpyArray constant = NpyArray.Create<float>([2, 2, 2], new float[8]);
        Assert.Null(EvaluationResult.Of([map], [exact], [constant], null).Outputs[0].Pearson);
    }
}
