using System.Text.Json;
using QMacVerify.Checker.Arithmetic;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Checker.Certificate;

/// <summary>Reads a certificate of logits, every member of it, in their order.</summary>
internal static class LogitClaimsReader
{
    public const string Schema = "qmac.certificate/1";

    /// <summary>Whether a file says that it is one.</summary>
    public static bool IsOne(JsonElement root) => ClaimsReader.Guarded(root, members => members.Text("schema") == Schema);

    /// <summary>The claims of a file.</summary>
    /// <exception cref="RefusedException">Something is missing, unknown or out of place.</exception>
    public static LogitClaims Read(JsonElement root) => ClaimsReader.Guarded(root, ReadClaims);

    /// <remarks>Initializers run in their order, which is that of the file.</remarks>
    private static LogitClaims ReadClaims(Members root)
    {
        ClaimsReader.Require(root.Text("schema"), Schema, "schema");
        ModelClaim model = ClaimsReader.ReadModel(root.Object("model"));
        string? centred = root.OptionalText("centred_model_sha256");
        BudgetClaim? budget = root.Optional("budget") is JsonElement limit ? ReadBudget(new Members(limit, "budget")) : null;
        Members operators = root.Object("operators");
        LogitClaims claims = new()
        {
            Model = model,
            CentredSha256 = centred,
            Budget = budget,
            Operators = ReadPair(operators.Object("default")),
            Exceptions = [.. operators.List("layers").Select((entry, i) => ReadException(new Members(entry, Invariant($"operators.layers[{i}]"))))],
            Region = ClaimsReader.ReadRegion(root.Object("region")),
            Layers = [.. root.Texts("layers")],
            Moves = ReadMoves(root.Object("logits")),
            LocalErrors = [.. root.List("local_errors").Select((entry, i) => ReadLocalError(new Members(entry, Invariant($"local_errors[{i}]"))))],
            Samples = root.Optional("samples") is JsonElement samples ? ReadSamples(new Members(samples, "samples")) : null,
        };
        operators.End();
        root.Text("digest");
        root.End();
        return claims;
    }

    private static BudgetClaim ReadBudget(Members members)
    {
        BudgetClaim claim = new(members.Integer("lsb"), members.Text("of"));
        members.End();
        return claim.Of is BudgetClaim.Layer or BudgetClaim.Logit ? claim
            : throw new RefusedException($"the budget is of {Quote(claim.Of)}, expected {Quote(BudgetClaim.Layer)} or {Quote(BudgetClaim.Logit)}");
    }

    private static (string Layer, OperatorClaim Operators) ReadException(Members members) => (members.Text("name"), ReadPair(members));

    private static OperatorClaim ReadPair(Members members)
    {
        OperatorClaim claim = new(members.Text("multiplier"), members.Text("multiplier_sha256"), members.Text("adder"));
        members.End();
        return claim;
    }

    private static MovesClaim ReadMoves(Members members)
    {
        (string tensor, long lsb, long? uncentred) = (members.Text("tensor"), members.Integer("lsb"), members.OptionalInteger("uncentred_lsb"));
        (long[] lower, long[] upper) = (members.Integers("lower"), members.Integers("upper"));
        MovesClaim claim = new(tensor, lsb, uncentred, [.. lower.Zip(upper, (low, high) => new Ends(low, high))], members.Flag("trivial"));
        members.End();
        return lower.Length == upper.Length && !claim.Moves.Any(move => move.IsNone)
            ? claim
            : throw new RefusedException("logits has lower and upper ends of which some have no other, or are upside down");
    }

    private static (string Layer, Ends Lsb) ReadLocalError(Members members)
    {
        (string, Ends) claim = (members.Text("layer"), members.Interval("lsb"));
        members.End();
        return claim;
    }

    private static SamplesClaim ReadSamples(Members members)
    {
        SamplesClaim claim = new(
            members.Integer("count"), members.Integer("lsb"), members.Integer("certified"), members.Integer("certified_by_region"),
            members.OptionalInteger("top1_correct"), members.OptionalInteger("certified_correct"), members.Integers("not_certified"));
        members.End();
        return claim;
    }
}
