namespace QMacVerify.Compiler.Import;

/// <summary>A model file is damaged, or not a model file: one line that names the place.</summary>
#pragma warning disable CA1032 // It exists to carry one thing.
internal sealed class InvalidModelException(string message) : Exception(message);
