namespace QMacVerify.Compiler.Bounds.Branching;

/// <summary>One step of a division of a region: a part keeps the codes up to one, and a new part gets the others.</summary>
/// <param name="Part">Number of the part, from 0 on; the new one has the next number.</param>
/// <param name="Tensor">Where the codes stand: index of an <see cref="Generators.Graph.QuantizedGraph.InputCodes"/>.</param>
/// <param name="Element">Of that tensor.</param>
/// <param name="At">The greatest code that stays in the part.</param>
internal sealed record RegionSplit(int Part, int Tensor, int Element, int At);
