// All sound bounds that tests of this project compute pass through the independent checker.
global using Constraints = QMacVerify.Compiler.Tests.Bounds.CheckedConstraints;
global using DeviationAnalysis = QMacVerify.Compiler.Tests.Bounds.CheckedDeviation;
global using IntervalAnalysis = QMacVerify.Compiler.Tests.Bounds.CheckedAnalysis;

using QMacVerify.Checker;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Bounds.Deviation;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Compiler.Tests.Bounds;

/// <summary><see cref="Compiler.Bounds.IntervalAnalysis"/>, whose results the checker must accept.</summary>
internal static class CheckedAnalysis
{
    public static NetworkBounds Run(Network network, OperatorAssignment operators, InputRegion region, AnalysisOptions? options = null)
    {
        NetworkBounds bounds = Compiler.Bounds.IntervalAnalysis.Run(network, operators, region, options);
        Certificate certificate = Certificate.Of(network, operators, region, bounds, options);
        Verdict verdict = certificate.Check();
        Assert.True(verdict.IsAccepted, string.Join('\n', verdict.Reasons));
        Assert.Empty(verdict.UncheckedNodes);
        if (region.Kind is "full" or "pixels" or "real" && network.Graph.States.Count == 0)
        {
            // Without elements the checker derives every box itself, from the region on.
            Verdict alone = (certificate with { Elements = null }).Check();
            Assert.True(alone.IsAccepted, string.Join('\n', alone.Reasons));
        }

        return bounds;
    }
}

/// <summary><see cref="Compiler.Bounds.Constraints"/>, whose results the checker must accept.</summary>
internal static class CheckedConstraints
{
    public static ConstraintsResult Compute(Network network, OperatorAssignment operators, InputRegion region, AnalysisOptions? options = null)
    {
        CheckedAnalysis.Run(network, operators, region, options);
        return Compiler.Bounds.Constraints.Compute(network, operators, region, options);
    }
}

/// <summary><see cref="Compiler.Bounds.Deviation.DeviationAnalysis"/>, whose results the checker must accept.</summary>
internal static class CheckedDeviation
{
    /// <param name="network">The network.</param>
    /// <param name="operators">Its operators.</param>
    /// <param name="region">Its inputs.</param>
    /// <param name="approximate">A network with other biases: no D_sound.json is about one.</param>
    /// <param name="isChecked">Whether it is; the checker takes several times as long as the analysis.</param>
    public static NetworkDeviation Run(
        Network network, OperatorAssignment operators, InputRegion region, Network? approximate = null, bool isChecked = true)
    {
        NetworkDeviation deviation = Compiler.Bounds.Deviation.DeviationAnalysis.Run(network, operators, region, approximate);
        if (approximate is null && isChecked)
        {
            Verdict verdict = Certificate.Of(network, operators, region, deviation).Check();
            Assert.True(verdict.IsAccepted, string.Join('\n', verdict.Reasons));
            Assert.DoesNotContain(verdict.Notes, note => note.StartsWith("not checked", StringComparison.Ordinal));
        }

        return deviation;
    }
}
