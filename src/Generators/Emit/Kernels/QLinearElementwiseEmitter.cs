using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Planning;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints a sum of two tensors in float32.</summary>
internal sealed class QLinearAddEmitter : ElementwiseEmitter
{
    protected override string Remark(OperationKernel kernel) => "In float32 as ONNX Runtime computes it: fused multiply-adds, rounded half to even with the zero point inside.";

    protected override void EmitElement(OperationKernel kernel, string first, string second, string output, SourceWriter w)
    {
        QLinearAdd add = (QLinearAdd)kernel.Node;
        string a = $"{first}, {Real(add.FirstFactorBits)}";
        string b = $"{second}, {Real(add.SecondFactorBits)}";
        w.Line($"{output} = RealArithmetic.Add({(add.IsSwapped ? $"{b}, {a}" : $"{a}, {b}")}, constant: {Real(add.ConstantBits)}{OffsetAndClamp(add.CodeOffset, add.Clamp)});");
    }
}

/// <summary>Prints a product of two tensors in float32.</summary>
internal sealed class QLinearMultiplyEmitter : ElementwiseEmitter
{
    protected override string Remark(OperationKernel kernel) => "In float32 as ONNX Runtime computes it, rounded half to even with the zero point inside.";

    protected override void EmitElement(OperationKernel kernel, string first, string second, string output, SourceWriter w)
    {
        QLinearMultiply multiply = (QLinearMultiply)kernel.Node;
        string product = $"{Centred(first, kernel.Inputs[0])} * {Centred(second, kernel.Inputs[1])}";
        w.Line($"{output} = RealArithmetic.Multiply({product}, factor: {Real(multiply.FactorBits)}, zeroPoint: {kernel.Output.ZeroPoint}{OffsetAndClamp(multiply.CodeOffset, multiply.Clamp)});");
    }
}
