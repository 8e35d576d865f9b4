namespace QMacVerify.Generators.Circuits;

/// <summary>What the multiplier gets as activation.</summary>
public enum OperandForm
{
    /// <summary>The code.</summary>
    Raw,

    /// <summary>The code less the zero point, -255 to 255: nothing is left to correct, but a circuit needs a wider operand.</summary>
    Centred,
}
