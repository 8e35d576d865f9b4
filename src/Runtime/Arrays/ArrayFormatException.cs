namespace QMacVerify.Runtime.Arrays;

/// <summary>A file of arrays is not what it must be: one sentence that names it, what was found and what was expected.</summary>
public sealed class ArrayFormatException : Exception
{
    public ArrayFormatException(string message)
        : base(message)
    {
    }

    public ArrayFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
