using System.Globalization;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Circuits;

/// <summary>One row of the grammar: an operator's name, its parameters, and what it stands for.</summary>
/// <typeparam name="T"><see cref="Multiplier"/> or <see cref="Adder"/>.</typeparam>
/// <param name="Name">The text before the colon.</param>
/// <param name="Parameters">None, one that is written as a number, or several that are written <c>name=number</c> in this order.</param>
/// <param name="Create">Makes the operator from its parameters, which are in range.</param>
/// <param name="Example">A spec of this form.</param>
public sealed record OperatorForm<T>(string Name, EquatableArray<OperatorParameter> Parameters, Func<int[], T> Create, string Example)
    where T : class
{
    /// <summary>The form itself, for example <c>trunc:N</c> or <c>bam:h=H,v=V</c>.</summary>
    public string Text => Parameters.Count switch
    {
        0 => Name,
        1 => $"{Name}:{Parameters[0].Symbol}",
        _ => $"{Name}:{string.Join(",", Parameters.Select(parameter => parameter.Key + parameter.Symbol))}",
    };

    /// <summary>The form and the ranges of its parameters, for example <c>trunc:N with N from 0 to 15</c>.</summary>
    public string Expected => Parameters.Count == 0
        ? Name
        : $"{Text} with {string.Join(" and ", Parameters.Select(parameter => parameter.Range))}";

    /// <summary>The operators of this form, one for all values of its parameters; the last parameter runs fastest.</summary>
    public IEnumerable<T> All => Parameters
        .Aggregate(
            (IEnumerable<int[]>)[[]],
            (rows, parameter) => rows.SelectMany(row =>
                Enumerable.Range(parameter.Minimum, parameter.Maximum - parameter.Minimum + 1).Select(value => (int[])[.. row, value])))
        .Select(Create);

    /// <summary>The operator, or null when the text is not of this form.</summary>
    /// <param name="parameters">What follows the colon; null where there is none.</param>
    internal T? Parse(string? parameters)
    {
        string[] texts = parameters?.Split(',') ?? [];
        if (texts.Length != Parameters.Count)
        {
            return null;
        }

        int[] values = new int[texts.Length];
        for (int i = 0; i < values.Length; i++)
        {
            string key = texts.Length == 1 ? "" : Parameters[i].Key;
            if (!texts[i].StartsWith(key, StringComparison.Ordinal)
                || !int.TryParse(texts[i].Substring(key.Length), NumberStyles.None, CultureInfo.InvariantCulture, out values[i])
                || values[i] < Parameters[i].Minimum
                || values[i] > Parameters[i].Maximum)
            {
                return null;
            }
        }

        return Create(values);
    }
}

/// <summary>A parameter of an operator: its upper-case symbol in messages, and its range.</summary>
public sealed record OperatorParameter(string Symbol, int Minimum, int Maximum)
{
    /// <summary>For example <c>N from 0 to 15</c>.</summary>
    public string Range => Invariant($"{Symbol} from {Minimum} to {Maximum}");

    /// <summary>What stands before the number in a form with several parameters, for example <c>h=</c>.</summary>
    public string Key => Symbol.ToLowerInvariant() + "=";
}
