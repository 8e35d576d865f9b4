using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Bounds.Deviation;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Certificates;

/// <summary>What approximate operators can do to the logits of a network.</summary>
/// <param name="Bounds">Of every layer, with the operators and the region that all is about.</param>
/// <param name="Layers">The layers of products that the operators were meant for.</param>
/// <param name="LogitsName">Name of the tensor of the logits.</param>
/// <param name="Moves">What each logit moves by, for every input of the region.</param>
/// <param name="IsTrivial">Whether that says no more than that both sides are bounded.</param>
/// <param name="Samples">Of samples; null where there are none.</param>
internal sealed record Certificate(
    ConstraintsResult Bounds, IReadOnlyList<ProductNode> Layers, string LogitsName, Differences Moves, bool IsTrivial, SampleCertificates? Samples)
{
    /// <summary>Codes that no logit moves more than, for every input of the region.</summary>
    public int Lsb => Bounds.Deviation!.Logits!.Lsb;

    /// <summary>Which package has centred biases, if that is the approximate one, and codes that logits would move without them.</summary>
    public (string Sha256, int Lsb)? Centred { get; init; }

    /// <summary>Codes that operators were chosen to keep, and what moves by no more: each <c>layer</c> by its own circuits, or each <c>logit</c> by all. Null where nobody chose.</summary>
    public (int Lsb, string Of)? Budget { get; init; }

    /// <summary>Certifies the logits of every input of a region.</summary>
    /// <param name="network">The exact network.</param>
    /// <param name="operators">The operators of the approximate one.</param>
    /// <param name="layers">The layers that they were meant for.</param>
    /// <param name="region">The inputs.</param>
    /// <param name="samples">Certifies samples, or null.</param>
    /// <param name="approximate">The approximate network where it has other biases.</param>
    /// <exception cref="InputException">The first output is no codes.</exception>
    public static Certificate Of(
        Network network,
        OperatorAssignment operators,
        IReadOnlyList<ProductNode> layers,
        InputRegion region,
        Func<NetworkDeviation, TensorInfo, SampleCertificates>? samples = null,
        Network? approximate = null)
    {
        TensorInfo logits = LogitsOf(network.Graph);
        NetworkDeviation deviation = DeviationAnalysis.Run(network, operators, region, approximate);
        return new Certificate(
            DeviationConstraints.Describe(network, operators, region, deviation),
            layers,
            logits.Name,
            deviation.Of(logits.Index),
            Logits.IsTrivial(deviation, logits),
            samples?.Invoke(deviation, logits));
    }

    /// <summary>The logits that certificates are about.</summary>
    /// <exception cref="InputException">The first output is no codes.</exception>
    public static TensorInfo LogitsOf(QuantizedGraph graph) => Logits.Of(graph) ?? throw new InputException(
        $"output {Quote(graph.Tensor(graph.Outputs[0]).Name)} is made of accumulators, not of codes: certificates are about logits that are codes");
}
