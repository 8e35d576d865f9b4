using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Reading;

namespace QMacVerify.Compiler.Import;

/// <summary>Whether a network is one that the readers of packages accept: its parts agree, and single numbers are in their ranges.</summary>
internal static class ImportCheck
{
    /// <summary>Checks a network whose numbers come from anyone.</summary>
    /// <returns>The same network.</returns>
    /// <exception cref="DiagnosticException">Something does not agree. Without a position: the texts are not files yet.</exception>
    public static Network Checked(Network network)
    {
        CheckReadable(PackageWriter.Write(network));
        return network;
    }

    /// <summary>Reads the texts as any user of the package will.</summary>
    /// <exception cref="DiagnosticException">Something does not agree. Without a position: the texts are not files yet.</exception>
    public static void CheckReadable(PackageTexts texts)
    {
        try
        {
            ModelReader.Read(texts);
        }
        catch (DiagnosticException e)
        {
            throw new DiagnosticException(e.Diagnostic with { Position = null });
        }
    }
}
