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

    protected override void EmitConstants(OperationKernel kernel, ElementwiseForm form, SourceWriter w)
    {
        QLinearAdd add = (QLinearAdd)kernel.Node;
        w.Line($"Vector256<float> firstFactor = Vector256.Create({Real(add.FirstFactorBits)});");
        w.Line($"Vector256<float> secondFactor = Vector256.Create({Real(add.SecondFactorBits)});");
        w.Line($"Vector256<float> constant = Vector256.Create({Real(add.ConstantBits)});");
    }

    protected override string EmitSixteen(OperationKernel kernel, ElementwiseForm form, VectorOperand first, VectorOperand second, SourceWriter w)
    {
        QLinearAdd add = (QLinearAdd)kernel.Node;
        for (int half = 0; half < 2; half++)
        {
            string a = $"{first.Real(half, add.CodeOffset)}, firstFactor";
            string b = $"{second.Real(half, add.CodeOffset)}, secondFactor";
            (string outer, string inner) = add.IsSwapped ? (b, a) : (a, b);
            w.Line($"Vector256<float> sum{half} = Vector256.FusedMultiplyAdd({outer}, Vector256.FusedMultiplyAdd({inner}, constant));");
        }

        return RealCodes("sum0", "sum1", add.CodeOffset, add.Clamp);
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

    protected override void EmitConstants(OperationKernel kernel, ElementwiseForm form, SourceWriter w)
    {
        QLinearMultiply multiply = (QLinearMultiply)kernel.Node;
        w.Line($"Vector256<float> factor = Vector256.Create({Real(multiply.FactorBits)});");
        w.Line($"Vector256<float> zeroPoint = Vector256.Create({kernel.Output.ZeroPoint + multiply.CodeOffset}f);");
    }

    protected override string EmitSixteen(OperationKernel kernel, ElementwiseForm form, VectorOperand first, VectorOperand second, SourceWriter w)
    {
        QLinearMultiply multiply = (QLinearMultiply)kernel.Node;
        for (int half = 0; half < 2; half++)
        {
            w.Line($"Vector256<float> scaled{half} = Vector256.ConvertToSingle({first.Centred(half)} * {second.Centred(half)}) * factor;");
        }

        return RealCodes("scaled0 + zeroPoint", "scaled1 + zeroPoint", multiply.CodeOffset, multiply.Clamp);
    }
}
