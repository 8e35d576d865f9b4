using QMacVerify.Generators.Graph;

namespace QMacVerify.Compiler.Import.Onnx;

/// <summary>What a name of the file stands for while the graph is built.</summary>
/// <param name="Name">Any text.</param>
/// <param name="Shape">Extents, in the order of the model.</param>
internal abstract record OnnxValue(string Name, int[] Shape);

/// <summary>A result of a node that was refused, or that depends on one.</summary>
internal sealed record OnnxRefused(string Name) : OnnxValue(Name, []);

/// <summary>Numbers known at import.</summary>
/// <param name="Tensor">The numbers.</param>
internal sealed record OnnxConstant(OnnxTensor Tensor) : OnnxValue(Tensor.Name, Tensor.Shape);

/// <summary>Numbers of 32 bits at the boundary: real inputs, and integers that are no codes.</summary>
/// <param name="Name">Any text.</param>
/// <param name="Shape">Extents, in the order of the model.</param>
/// <param name="Type">int32 or float32.</param>
/// <param name="Tensor">The tensor of the graph.</param>
internal sealed record OnnxNumbers(string Name, int[] Shape, ElementType Type, int Tensor) : OnnxValue(Name, Shape);

/// <summary>The real numbers of codes: what DequantizeLinear says, computed by nobody unless the model returns it.</summary>
/// <param name="Name">Any text.</param>
/// <param name="Codes">The codes.</param>
/// <param name="Quantization">One scale and zero point.</param>
internal sealed record OnnxDequantized(string Name, OnnxCodes Codes, OnnxQuantization Quantization) : OnnxValue(Name, Codes.Shape);

/// <summary>The real numbers of a constant of codes, or of int32 numbers: weights and biases.</summary>
/// <param name="Name">Any text.</param>
/// <param name="Tensor">The numbers as the model stores them.</param>
/// <param name="Scales">One, or one per element of <paramref name="Axis"/>.</param>
/// <param name="ZeroPoint">One or as many, as the model stores them; null for 0.</param>
/// <param name="Axis">The axis of several scales.</param>
internal sealed record OnnxDequantizedConstant(string Name, OnnxTensor Tensor, float[] Scales, OnnxTensor? ZeroPoint, int Axis)
    : OnnxValue(Name, Tensor.Shape);

/// <summary>The codes that an operator is to compute.</summary>
/// <param name="Name">Name of the value.</param>
/// <param name="Quantization">One scale and zero point.</param>
/// <param name="Clamp">The codes that Relu or Clip leave.</param>
internal sealed record OnnxTarget(string Name, OnnxQuantization Quantization, ClampRange Clamp);
