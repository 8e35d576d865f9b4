using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Planning;

/// <summary>An array that a kernel's code reads: a member of the generated class.</summary>
/// <param name="Suffix">Ends its name, which begins with that of the kernel.</param>
/// <param name="Summary">What it is, a clause in which <c>{0}</c> stands for the kernel.</param>
public abstract record KernelConstant(string Suffix, string Summary);

/// <summary>Codes and weights: printed as base64.</summary>
public sealed record Int8Constant(string Suffix, string Summary, EquatableArray<sbyte> Values) : KernelConstant(Suffix, Summary);

/// <summary>Packed weights and factors of 16 bits: printed as base64.</summary>
public sealed record Int16Constant(string Suffix, string Summary, EquatableArray<short> Values) : KernelConstant(Suffix, Summary);

/// <summary>Numbers that one may want to read: printed as a list.</summary>
public sealed record Int32Constant(string Suffix, string Summary, EquatableArray<int> Values) : KernelConstant(Suffix, Summary);

/// <summary>Exponentials of a softmax for every difference from the greatest code, 0 to 255: computed when the class is first used.</summary>
public sealed record ExponentialsConstant(string Suffix, string Summary, Softmax Softmax) : KernelConstant(Suffix, Summary);
