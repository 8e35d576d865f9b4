using QMacVerify.Generators.Circuits;

namespace QMacVerify.Compiler.OperatorCheck;

/// <summary>What makes two tables of 65,536 products equal that are not.</summary>
/// <param name="Status"><see cref="CheckStatus.EqualIfSwapped"/> or <see cref="CheckStatus.EqualIfReindexed"/>.</param>
/// <param name="Description">A clause.</param>
internal sealed record TableRelation(CheckStatus Status, string Description)
{
    /// <summary>Flips the sign bit of a code: the place of a value in numeric order becomes its place in the order of bit patterns, and back.</summary>
    private const int OtherOrder = 128;

    private static readonly (int ActivationFlip, int WeightFlip, string Name)[] Orders =
    [
        (0, 0, ""),
        (OtherOrder, OtherOrder, "activation and weight"),
        (OtherOrder, 0, "the activation"),
        (0, OtherOrder, "the weight"),
    ];

    /// <summary>Finds it, the simplest first; null where nothing of this kind makes the tables equal.</summary>
    /// <param name="expected">In the order of <see cref="MultiplierTable"/>.</param>
    /// <param name="results">The same; null for a product with x or z bits.</param>
    public static TableRelation? Find(IReadOnlyList<int> expected, IReadOnlyList<int?> results)
    {
        foreach ((int activationFlip, int weightFlip, string name) in Orders)
        {
            foreach (bool isSwapped in (bool[])[false, true])
            {
                if (AreEqual(expected, results, activationFlip, weightFlip, isSwapped))
                {
                    return Of(name, isSwapped);
                }
            }
        }

        return null;
    }

    private static TableRelation Of(string reindexed, bool isSwapped)
    {
        const string swapped = "activation and weight are exchanged";
        return reindexed.Length == 0
            ? new TableRelation(CheckStatus.EqualIfSwapped, swapped)
            : new TableRelation(
                CheckStatus.EqualIfReindexed,
                $"{reindexed} in offset binary, two's complement with the sign bit inverted{(isSwapped ? $"; {swapped}" : "")}");
    }

    private static bool AreEqual(IReadOnlyList<int> expected, IReadOnlyList<int?> results, int activationFlip, int weightFlip, bool isSwapped)
    {
        for (int index = 0; index < MultiplierTable.Count; index++)
        {
            int activation = (index >> 8) ^ activationFlip;
            int weight = (index & 255) ^ weightFlip;
            if (results[isSwapped ? (weight << 8) | activation : (activation << 8) | weight] != expected[index])
            {
                return false;
            }
        }

        return true;
    }
}
