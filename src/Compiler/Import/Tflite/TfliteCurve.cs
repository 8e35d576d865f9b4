using QMacVerify.Generators.Graph;

namespace QMacVerify.Compiler.Import.Tflite;

/// <summary>
/// Real numbers inside the graph that are a function of one code: what an island of float operators with one varying input
/// computes, tabulated over the 256 codes in the order of the operators, each in float32.
/// </summary>
/// <param name="Codes">Tensor of the codes.</param>
/// <param name="Values">For the codes from -128 to 127.</param>
internal sealed record TfliteCurve(TensorInfo Codes, float[] Values);
