namespace QMacVerify.Compiler.Tests.Architecture;

/// <summary>A source file that uses a type of another folder of its project.</summary>
/// <param name="File">Path in the project.</param>
/// <param name="From">Folder of the file.</param>
/// <param name="Type">The type used.</param>
/// <param name="To">Folder of the file that declares the type.</param>
internal sealed record TypeUse(string File, string From, string Type, string To)
{
    /// <summary>What messages say: all four names.</summary>
    public override string ToString() => $"{File} uses {Type}: {From} -> {To}";
}
