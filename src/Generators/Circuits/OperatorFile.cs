namespace QMacVerify.Generators.Circuits;

/// <summary>A multiplier of the user as text: what <c>qmac op export</c> writes and the generator reads, schema <see cref="Schema"/>.</summary>
/// <param name="Multiplier">The table for int8 operands, and its factors where they are known.</param>
/// <param name="Rank">Of the table as an integer matrix.</param>
public sealed record OperatorFile(TableMultiplier Multiplier, int Rank)
{
    public const string Schema = "qmac.operator/1";

    /// <summary>What file names end in.</summary>
    public const string Extension = ".qop.json";
}
