using QMacVerify.Compiler.Demo;

namespace QMacVerify.CnnSmallTrainer;

/// <summary>What the quantized network makes of samples, with exact products and with products that lack low bits.</summary>
/// <param name="ExactAccuracy">Share of right classes, exact products.</param>
/// <param name="ApproximateAccuracy">Share of right classes, low bits dropped.</param>
/// <param name="ChangedClasses">Samples whose class differs between the two.</param>
internal sealed record Report(double ExactAccuracy, double ApproximateAccuracy, int ChangedClasses)
{
    public static Report Of(QuantizedNetwork network, DigitSample[] samples, int drop)
    {
        int[] exact = Classify(new IntegerEvaluation(network, drop: 0), samples);
        int[] approximate = Classify(new IntegerEvaluation(network, drop), samples);
        return new Report(
            Accuracy(exact, samples), Accuracy(approximate, samples), exact.Zip(approximate).Count(pair => pair.First != pair.Second));
    }

    private static int[] Classify(IntegerEvaluation evaluation, DigitSample[] samples) =>
        [.. samples.AsParallel().AsOrdered().Select(sample => evaluation.Classify(sample.Pixels))];

    private static double Accuracy(int[] classes, DigitSample[] samples) =>
        classes.Zip(samples).Average(pair => pair.First == pair.Second.Label ? 1.0 : 0.0);
}
