namespace QMacVerify.Compiler.Commands;

/// <summary>A check failed before there was anything to report but that; the message says what was found, and where.</summary>
internal sealed class CheckFailedException(string message) : Exception(message);
