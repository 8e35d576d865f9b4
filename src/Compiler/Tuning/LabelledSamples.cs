using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.Tuning;

/// <summary>Samples, and their true classes where they are known.</summary>
/// <param name="Inputs">The samples.</param>
/// <param name="Labels">One class from 0 on for each; null where nobody said.</param>
internal sealed record LabelledSamples(SampleBatch Inputs, int[]? Labels);
