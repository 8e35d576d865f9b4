namespace QMacVerify.Runtime.Arrays;

/// <summary>A file of arrays is not what it must be: one sentence that names it, what was found and what was expected.</summary>
public sealed class ArrayFormatException : Exception
{
    /// <summary>With one sentence.</summary>
    public ArrayFormatException(string message)
        : base(message)
    {
    }

    /// <summary>With one sentence, and what the reading of the file threw.</summary>
    public ArrayFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
