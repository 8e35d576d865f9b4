namespace QMacVerify.Runtime;

/// <summary>An accumulator left the interval that was proved for it, or has none.</summary>
public sealed class AccumulatorBoundException(string message) : Exception(message);
