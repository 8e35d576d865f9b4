namespace QMacVerify.Runtime.Reference;

/// <summary>What happens at window elements that lie outside the input.</summary>
/// <remarks>With exact operators both rules give the same accumulator; with approximate ones they do not.</remarks>
internal enum ReferencePadding
{
    /// <summary>They carry the input zero point and go through multiplier and adder like any other: a streaming array.</summary>
    Multiply,

    /// <summary>They are absent: no product, no addition, no share in the correction.</summary>
    Skip,
}
