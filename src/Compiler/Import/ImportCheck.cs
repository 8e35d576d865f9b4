using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Reading;

namespace QMacVerify.Compiler.Import;

/// <summary>Whether a network is one that the readers of packages accept.</summary>
internal static class ImportCheck
{
    /// <summary>Reads the texts as any user of the package will: shapes, order of execution and quantization are checked there, once.</summary>
    /// <returns>The same network.</returns>
    /// <exception cref="DiagnosticException">Something does not agree. Without a position: the texts are not files yet.</exception>
    public static Network Checked(Network network)
    {
        try
        {
            ModelReader.Read(PackageWriter.Write(network));
            return network;
        }
        catch (DiagnosticException e)
        {
            throw new DiagnosticException(e.Diagnostic with { Position = null });
        }
    }
}
