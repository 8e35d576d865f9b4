namespace QMacVerify.Compiler.Import;

/// <summary>A model file is damaged, or not a model file: one line that names the place.</summary>
internal sealed class InvalidModelException(string message) : BadInputException(message);
