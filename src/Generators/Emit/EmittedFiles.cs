using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Emit;

/// <summary>A generated source file.</summary>
/// <param name="Name">File name without a folder, unique by class name.</param>
/// <param name="Text">LF line ends.</param>
public sealed record EmittedFile(string Name, string Text);

/// <summary>The generated source files of one model.</summary>
public sealed record EmittedFiles(EquatableArray<EmittedFile> Files);
