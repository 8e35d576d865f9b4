using System.Text.RegularExpressions;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import;

/// <summary>Short, unique node names for files, reports and generated code, whatever the tensors are called.</summary>
internal sealed partial class NodeNames
{
    private readonly HashSet<string> _unique;
    private readonly HashSet<string> _taken;

    /// <param name="outputNames">Names of the tensors that nodes compute.</param>
    public NodeNames(IEnumerable<string> outputNames)
    {
        _unique = [.. outputNames.Where(name => ShortName().IsMatch(name)).GroupBy(name => name, StringComparer.Ordinal)
            .Where(group => group.Count() == 1).Select(group => group.Key)];
        _taken = [.. _unique];
    }

    /// <summary>The output's name when it is short and nothing else has it, else the operation with its index: <c>conv2d_4</c>.</summary>
    /// <param name="outputName">Any text.</param>
    /// <param name="operation">Such as <c>CONV_2D</c>.</param>
    /// <param name="index">Of the operation in the model file.</param>
    public string Choose(string outputName, string operation, int index)
    {
        if (_unique.Contains(outputName))
        {
            return outputName;
        }

        string fallback = Invariant($"{operation.ToLowerInvariant().Replace("_2d", "2d", StringComparison.Ordinal)}_{index}");
        string name = fallback;
        for (int suffix = 2; !_taken.Add(name); suffix++)
        {
            name = Invariant($"{fallback}_{suffix}");
        }

        return name;
    }

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_.-]{0,39}\z")]
    private static partial Regex ShortName();
}
