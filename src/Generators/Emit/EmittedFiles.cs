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

/// <summary>A generated class with its parameters beside its source.</summary>
/// <param name="FullName">Of the class, and of the resource that holds the parameters.</param>
/// <param name="Files">The source.</param>
/// <param name="Parameters">See <see cref="ResourceParameterWriter.Data"/>.</param>
public sealed record EmittedClass(string FullName, EquatableArray<EmittedFile> Files, ReadOnlyMemory<byte> Parameters);
