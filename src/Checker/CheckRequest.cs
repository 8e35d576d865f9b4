using QMacVerify.Checker.Certificate;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Reading;

namespace QMacVerify.Checker;

/// <summary>A certificate and what it is about.</summary>
/// <param name="File">Bytes of D_sound.json, or of a certificate of logits.</param>
/// <param name="Package">The package that it is said to be about.</param>
/// <param name="MultiplierOf">The multiplier with an id, or why there is none.</param>
/// <param name="ReadElements">The bytes of the file of elements by its name, a plain one; null where there is none.</param>
public sealed record CheckRequest(
    byte[] File, Package Package, Func<string, (Multiplier? Found, string Error)> MultiplierOf, Func<string, byte[]?> ReadElements)
{
    /// <summary>What the file does not hold of its region.</summary>
    public RegionGiven Region { get; init; } = new();

    /// <summary>The package with centred biases; null where none is given.</summary>
    public Package? Centred { get; init; }

    /// <summary>What a certificate of logits counts; null where none are given.</summary>
    public CertifiedSamples? Certified { get; init; }
}
