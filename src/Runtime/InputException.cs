namespace QMacVerify.Runtime;

/// <summary>An input that does not fit the model; the message says what was found and what to do.</summary>
public sealed class InputException(string message) : Exception(message);
