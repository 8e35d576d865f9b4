using System.Collections;
using QMacVerify.Generators.Circuits;

namespace QMacVerify.Compiler.OperatorCheck;

/// <summary>The pairs of operands that can occur in a network: on the others an operator may compute what it likes.</summary>
/// <remarks>
/// The union over the layers of a D_sound.json: every activation between the least and the greatest that can reach the layer,
/// padding included, with every weight that the layer has. The bounds hold for the operators they were computed for. An
/// operator that equals such a one on these pairs leaves every value of the network as it is, so they hold for it too;
/// nothing of the kind follows for two other operators.
/// </remarks>
/// <param name="Model">Name of the network.</param>
/// <param name="Digest">Of the file.</param>
/// <param name="Multipliers">Specs of the multipliers that the bounds were computed for.</param>
/// <param name="TableHashes">SHA-256 of their tables.</param>
/// <param name="Members">For each index of <see cref="MultiplierTable"/>, whether the pair can occur.</param>
internal sealed record CareSet(string Model, string Digest, IReadOnlyList<string> Multipliers, IReadOnlyList<string> TableHashes, BitArray Members)
{
    public int Pairs { get; } = Members.Cast<bool>().Count(isMember => isMember);

    public bool Contains(int index) => Members[index];

    /// <summary>Whether the bounds hold for one of these multipliers, so that equality on the pairs carries over to the network.</summary>
    public bool HoldsFor(IEnumerable<Multiplier> multipliers) =>
        multipliers.Select(MultiplierTable.Sha256).Any(TableHashes.Contains);
}
