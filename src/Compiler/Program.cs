namespace QMacVerify.Compiler;

/// <summary>Entry point of <c>qmac</c>.</summary>
internal static class Program
{
    private static int Main() => 0;
}
