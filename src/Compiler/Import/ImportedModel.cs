using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Reading;

namespace QMacVerify.Compiler.Import;

/// <summary>A model file as a graph with its constants: what every importer gives.</summary>
internal sealed record ImportedModel(QuantizedGraph Graph, ParameterSet Parameters)
{
    /// <summary>The text files of the package.</summary>
    public PackageTexts ToTexts() => new(
        new TextFile(PackageTexts.GraphFile, PackageWriter.WriteGraph(Graph)),
        new TextFile(PackageTexts.QuantSpecFile, PackageWriter.WriteQuantSpec(Graph, Parameters)),
        new TextFile(PackageTexts.ParametersFile, ParameterTextFormat.Write(Parameters)));

    /// <summary>Reads the texts as any user of the package will: shapes, order of execution and quantization are checked there, once.</summary>
    /// <exception cref="DiagnosticException">Something does not agree. Without a position: the texts are not files yet.</exception>
    public Model Check()
    {
        try
        {
            return ModelReader.Read(ToTexts());
        }
        catch (DiagnosticException e)
        {
            throw new DiagnosticException(e.Diagnostic with { Position = null });
        }
    }
}
