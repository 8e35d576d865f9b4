namespace QMacVerify.Checker.Certificate;

/// <summary>A certificate cannot be read further; the message says why it is refused.</summary>
internal sealed class RefusedException(string message) : Exception(message);
