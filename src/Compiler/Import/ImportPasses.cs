using QMacVerify.Compiler.Passes;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Validation;
using QMacVerify.Generators.Passes;

namespace QMacVerify.Compiler.Import;

/// <summary>The end of every importer: what the model file says is checked, and then simplified.</summary>
internal static class ImportPasses
{
    /// <summary>In order: what folding leaves behind goes at the end.</summary>
    public static IReadOnlyList<INetworkPass> Passes { get; } = [new ConstantFolding(), new DeadTensorRemoval()];

    /// <summary>Checks a network, applies the passes, and checks it again where one of them changed it.</summary>
    /// <exception cref="DiagnosticException">The model is one that cannot be imported.</exception>
    public static Network Finish(Network network)
    {
        NetworkValidator.Check(network);
        Network result = Passes.Aggregate(network, (current, pass) => pass.Apply(current));
        if (!ReferenceEquals(result, network))
        {
            NetworkValidator.Check(result);
        }

        return result;
    }
}
