using QMacVerify.Compiler.Circuits;
using QMacVerify.Generators.Circuits;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.OperatorCheck;

/// <summary>Operators by their specs. A spec of both kinds, such as <c>exact</c> or <c>trunc:2</c>, names both.</summary>
internal static class NamedOperators
{
    /// <summary>Resolves the specs; one that is given twice counts once.</summary>
    /// <param name="specs">As the user wrote them.</param>
    /// <param name="cancellation">Ends the simulation of a circuit.</param>
    /// <exception cref="InputException">One is no operator, or two files have one name.</exception>
    public static (IReadOnlyList<ResolvedMultiplier> Multipliers, IReadOnlyList<Adder> Adders) Resolve(
        IEnumerable<string> specs, CancellationToken cancellation)
    {
        List<ResolvedMultiplier> multipliers = [];
        List<Adder> adders = [];
        foreach (string spec in specs)
        {
            MultiplierSpec? multiplier = MultiplierSpec.Parse(spec, out string multiplierError);
            Adder? adder = OperatorSpec.ParseAdder(spec, out string adderError);
            if (multiplier is not null)
            {
                multipliers.Add(OperatorResolver.Multiplier(multiplier, cancellation));
            }
            else if (adder is null)
            {
                throw new InputException($"{multiplierError}; {adderError}");
            }

            if (adder is not null)
            {
                adders.Add(adder);
            }
        }

        return ([.. multipliers.DistinctBy(resolved => resolved.Multiplier)], [.. adders.Distinct()]);
    }

    /// <summary>Refuses what reports could not tell apart: they name an operator by its spec, without folders.</summary>
    /// <exception cref="InputException">Two different operators have one spec.</exception>
    public static void RequireDistinctSpecs(IEnumerable<Multiplier> multipliers)
    {
        if (multipliers.Distinct().GroupBy(multiplier => multiplier.Spec).FirstOrDefault(group => group.Count() > 1) is { } twins)
        {
            throw new InputException($"two files of one name give two operators {Quote(twins.Key)}; rename one of them");
        }
    }
}
