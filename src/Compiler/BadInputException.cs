namespace QMacVerify.Compiler;

/// <summary>What the user gave cannot be used: one line that says what was found, what was expected and what to do.</summary>
internal class BadInputException : Exception
{
    public BadInputException(string message)
        : base(message)
    {
    }

    public BadInputException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
