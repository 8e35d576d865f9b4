namespace QMacVerify.Compiler.Training;

/// <summary>How a network is trained.</summary>
/// <param name="Epochs">Passes over the samples.</param>
/// <param name="Rate">About what a step moves a weight by at most, in codes, in the first epoch; it falls to 0 along a line.</param>
/// <param name="Batch">Samples of a step.</param>
/// <param name="Seed">Of the order of samples.</param>
internal sealed record FineTuningSettings(int Epochs, double Rate, int Batch, ulong Seed);

/// <summary>An epoch that is done.</summary>
/// <param name="Loss">Mean cross-entropy, each sample as it was met.</param>
/// <param name="Correct">Samples that got their class then.</param>
internal readonly record struct TrainedEpoch(double Loss, int Correct);
