using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Reading;

/// <summary>The multipliers that a project can name by files: those that <c>qmac op export</c> wrote for it.</summary>
/// <param name="Files">The project's <c>QMacOperator</c> items.</param>
public sealed record OperatorLibrary(EquatableArray<TextFile> Files) : IMultiplierFiles
{
    /// <summary>The multiplier of an item; <c>table:mul.qop.json</c> is the one whose path ends in <c>mul.qop.json</c>.</summary>
    /// <param name="spec">Names it.</param>
    /// <param name="error">Why there is none, when null is returned.</param>
    /// <exception cref="DiagnosticException">The file is damaged.</exception>
    public Multiplier? Find(MultiplierFileSpec spec, out string error)
    {
        if (!spec.IsExported)
        {
            error = $"a generator cannot read {Quote(spec.ToString())}: run qmac op export {spec} --out mul{OperatorFile.Extension}, "
                + $"add <QMacOperator Include=\"mul{OperatorFile.Extension}\" /> and name it {MultiplierFileSpec.Table}:mul{OperatorFile.Extension}";
            return null;
        }

        if (spec.Options.Count > 0)
        {
            error = $"{Quote(spec.ToString())} has options, and a {OperatorFile.Extension} file says everything";
            return null;
        }

        TextFile[] found = Files.Where(file => PathKey.Of(file.Path).EndsWith(PathKey.Of(spec.Path), StringComparison.Ordinal)).ToArray();
        error = found.Length switch
        {
            0 => $"no QMacOperator item ends in {Quote(spec.Path)}",
            1 => "",
            _ => $"{found.Length} QMacOperator items end in {Quote(spec.Path)}; name more of the path",
        };
        return found.Length == 1 ? OperatorFileReader.Read(found[0].Path, found[0].Text ?? throw Missing(found[0])).Multiplier : null;
    }

    private static DiagnosticException Missing(TextFile file) =>
        new(new DiagnosticInfo(Descriptors.MissingFile, FilePosition.StartOf(file.Path), "the operator is missing; qmac op export writes it"));
}
