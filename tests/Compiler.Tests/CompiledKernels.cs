using QMacVerify.Compiler.Build;
using QMacVerify.Generators.Planning;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests;

/// <summary>Plans that tests compile, each method within the limits of the JIT.</summary>
internal static class CompiledKernels
{
    /// <summary>The runner of a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="isChecked">Whether kernels compare their accumulators with sound bounds.</param>
    public static CompiledRunner Of(ExecutionPlan plan, bool isChecked = false) => Of([plan], isChecked)[0];

    /// <summary>The runners of several plans, compiled into one assembly.</summary>
    public static IReadOnlyList<CompiledRunner> Of(IReadOnlyList<ExecutionPlan> plans, bool isChecked = false)
    {
        IReadOnlyList<CompiledRunner> runners = InMemoryCompiler.Compile(plans, isChecked);
        MethodSizes.AssertWithinLimits(runners[0].Type.Assembly);
        return runners;
    }
}
