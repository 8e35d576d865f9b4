namespace QMacVerify.Compiler.Hdl;

/// <summary>The work cannot be done without a program that is not installed: one line that names it and says how to get it.</summary>
#pragma warning disable CA1032 // It exists to carry one thing.
internal sealed class MissingToolException(string message) : Exception(message);
