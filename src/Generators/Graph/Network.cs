namespace QMacVerify.Generators.Graph;

/// <summary>A quantized network as a value: what is computed, and with which numbers. Files and their hashes are no part of it.</summary>
/// <param name="Graph">Operations, tensors, semantics.</param>
/// <param name="Parameters">Values of the constants.</param>
public sealed record Network(QuantizedGraph Graph, ParameterSet Parameters);
