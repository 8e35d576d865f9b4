using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Planning;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints a sum or difference of two tensors as XNNPACK has it.</summary>
internal sealed class XnnpackAddEmitter : ElementwiseEmitter
{
    protected override string Remark(OperationKernel kernel) => "As XNNPACK computes it: both operands by integer factors, their sum rounded once, half up.";

    protected override void EmitElement(OperationKernel kernel, string first, string second, string output, SourceWriter w)
    {
        XnnpackAdd add = (XnnpackAdd)kernel.Node;
        int constant = add.Constant(kernel.Inputs[0].ZeroPoint, kernel.Inputs[1].ZeroPoint);
        w.Line($"{output} = XnnpackArithmetic.Add({first}, {add.FirstFactor}, {second}, {add.SecondFactor}, constant: {constant}, shift: {add.Shift}, {ZeroPointAndClamp(kernel.Output, add.Clamp)});");
    }

    protected override void EmitConstants(OperationKernel kernel, ElementwiseForm form, SourceWriter w) => PairedSumText.EmitConstants(form.Paired!, w);

    protected override string EmitSixteen(OperationKernel kernel, ElementwiseForm form, VectorOperand first, VectorOperand second, SourceWriter w) =>
        PairedSumText.EmitSixteen(form.Paired!, first, second, ZeroPointAndClamp(kernel.Output, ((XnnpackAdd)kernel.Node).Clamp), w);
}
