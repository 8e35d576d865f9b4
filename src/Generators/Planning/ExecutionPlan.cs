using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Planning;

/// <summary>A network with everything decided that its code needs: an emitter prints, it does not compute.</summary>
/// <param name="Graph">Operations and tensors.</param>
/// <param name="Parameters">Values of its constants.</param>
/// <param name="ClassName">Name of the generated class.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Operators">The circuits of each layer.</param>
/// <param name="Steps">Kernels, in execution order.</param>
/// <param name="Buffers">Where tensors live.</param>
public sealed record ExecutionPlan(
    QuantizedGraph Graph,
    ParameterSet Parameters,
    string ClassName,
    string Namespace,
    OperatorAssignment Operators,
    EquatableArray<KernelStep> Steps,
    BufferPlan Buffers)
{
    public IEnumerable<MacStep> MacSteps => Steps.OfType<MacStep>();

    /// <summary>The circuits that its kernels multiply with, each once.</summary>
    public IEnumerable<Multiplier> Multipliers => MacSteps.Select(step => Operators.For(step.Layer.Name).Multiplier).Distinct();
}
