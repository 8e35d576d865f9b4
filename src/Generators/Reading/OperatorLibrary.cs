using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Reading;

/// <summary>The operators that a project can name: the built-in ones, and the files that <c>qmac op export</c> wrote for it.</summary>
/// <param name="Files">The project's <c>QMacOperator</c> items.</param>
public sealed record OperatorLibrary(EquatableArray<TextFile> Files)
{
    /// <summary>Reads a multiplier; <c>table:mul.qop.json</c> is the item whose path ends in <c>mul.qop.json</c>.</summary>
    /// <param name="spec">The text.</param>
    /// <param name="error">What was expected, when null is returned.</param>
    /// <exception cref="DiagnosticException">The file is damaged.</exception>
    public Multiplier? ParseMultiplier(string spec, out string error)
    {
        if (!OperatorSpec.NamesFile(spec))
        {
            return OperatorSpec.ParseMultiplier(spec, out error);
        }

        if (!spec.StartsWith(OperatorSpec.Table, StringComparison.Ordinal) || !spec.EndsWith(OperatorFile.Extension, StringComparison.Ordinal))
        {
            error = $"a generator cannot read {Quote(spec)}: run qmac op export {spec} --out mul{OperatorFile.Extension}, "
                + $"add <QMacOperator Include=\"mul{OperatorFile.Extension}\" /> and name it {OperatorSpec.Table}mul{OperatorFile.Extension}";
            return null;
        }

        return Exported(spec.Substring(OperatorSpec.Table.Length), out error);
    }

    private TableMultiplier? Exported(string name, out string error)
    {
        TextFile[] found = Files.Where(file => PathKey.Of(file.Path).EndsWith(PathKey.Of(name), StringComparison.Ordinal)).ToArray();
        error = found.Length switch
        {
            0 => $"no QMacOperator item ends in {Quote(name)}",
            1 => "",
            _ => $"{found.Length} QMacOperator items end in {Quote(name)}; name more of the path",
        };
        return found.Length == 1 ? OperatorFileReader.Read(found[0].Path, found[0].Text ?? throw Missing(found[0])).Multiplier : null;
    }

    private static DiagnosticException Missing(TextFile file) =>
        new(new DiagnosticInfo(Descriptors.MissingFile, FilePosition.StartOf(file.Path), "the operator is missing; qmac op export writes it"));
}
