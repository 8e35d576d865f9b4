using System.Globalization;
using QMacVerify.Compiler.Files;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Circuits.Cost;

/// <summary>A line of a table.</summary>
/// <param name="IsAdder">Whether it is about an adder: multipliers have the same names.</param>
/// <param name="Spec">The operator.</param>
/// <param name="Cost">Of one.</param>
internal sealed record CostRow(bool IsAdder, string Spec, decimal Cost);

/// <summary>Costs of operators as a user gives them: lines <c>operator,cost</c> of multipliers, or <c>kind,operator,cost</c> of both kinds, below a header that says just that.</summary>
internal static class CostTable
{
    private const string Header = "operator,cost";
    private const string KindHeader = "kind," + Header;
    private const int MaxBytes = 1 << 20;

    /// <summary>The bytes of a table.</summary>
    /// <exception cref="InputException">There is no such file, or it is too long.</exception>
    public static byte[] Content(string path) => BoundedFile.ReadAllBytes(path, MaxBytes);

    /// <summary>Reads a table.</summary>
    /// <param name="path">For messages.</param>
    /// <param name="content">A CSV file. The cost is what follows the last comma of a line: specs of files may have commas, too.</param>
    /// <returns>Its rows, in order of the lines.</returns>
    /// <exception cref="InputException">The file is no such table.</exception>
    public static IReadOnlyList<CostRow> Read(string path, byte[] content)
    {
        string[] lines = System.Text.Encoding.UTF8.GetString(content).ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        bool hasKinds = lines[0].Trim() == KindHeader;
        if (!hasKinds && lines[0].Trim() != Header)
        {
            throw new InputException($"{path}(1): expected {Header} or {KindHeader}, found {Quote(lines[0])}");
        }

        List<CostRow> costs = [];
        for (int i = 1; i < lines.Length; i++)
        {
            int comma = lines[i].LastIndexOf(',');
            if (comma <= 0 || !decimal.TryParse(lines[i][(comma + 1)..].Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal cost)
                || cost > uint.MaxValue)
            {
                throw new InputException(Invariant($"{path}({i + 1}): expected an operator and its cost, a number from 0 to {uint.MaxValue}, found {Quote(lines[i])}"));
            }

            string spec = lines[i][..comma].Trim();
            bool isAdder = false;
            if (hasKinds)
            {
                string kind = spec.Split(',')[0].Trim();
                isAdder = kind == "adder";
                if (spec.IndexOf(',') is not (> 0 and var first) || !(isAdder || kind == "multiplier"))
                {
                    throw new InputException(Invariant($"{path}({i + 1}): expected multiplier or adder before the operator, found {Quote(lines[i])}"));
                }

                spec = spec[(first + 1)..].Trim();
            }

            if (costs.Any(other => other.IsAdder == isAdder && other.Spec == spec))
            {
                throw new InputException(Invariant($"{path}({i + 1}): {Quote(spec)} has a cost already"));
            }

            costs.Add(new CostRow(isAdder, spec, cost));
        }

        return costs.Count > 0 ? costs : throw new InputException($"{path} has no operators");
    }
}
