namespace QMacVerify.Compiler.Demo;

/// <summary>One digit of a contact sheet and what was predicted for it.</summary>
/// <param name="Sample">The digit with its true label.</param>
/// <param name="ExactPrediction">Class with exact arithmetic.</param>
/// <param name="ApproximatePrediction">Class with approximate arithmetic.</param>
internal sealed record ContactSheetEntry(DigitSample Sample, int ExactPrediction, int ApproximatePrediction);
