using QMacVerify.Generators.Graph;

namespace QMacVerify.Generators.Reading;

/// <summary>A package that was read and checked, or written.</summary>
/// <param name="Network">What it holds.</param>
/// <param name="Identity">Which files held it.</param>
public sealed record Package(Network Network, PackageIdentity Identity);
