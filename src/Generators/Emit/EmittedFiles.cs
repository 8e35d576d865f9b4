using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Emit;

/// <summary>A generated source file.</summary>
/// <param name="Name">File name without a folder, unique by class name.</param>
/// <param name="Text">LF line ends.</param>
public sealed record EmittedFile(string Name, string Text);

/// <summary>The generated source files of one model.</summary>
/// <param name="ClassName">The class that they make up.</param>
/// <param name="Files">The files.</param>
public sealed record EmittedFiles(string ClassName, EquatableArray<EmittedFile> Files);
