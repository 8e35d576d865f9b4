namespace QMacVerify.Generators.Circuits;

/// <summary>Reads a spec of one kind of operator: the built-in ones, and what the caller knows beyond them.</summary>
/// <typeparam name="T"><see cref="Multiplier"/> or <see cref="Adder"/>.</typeparam>
/// <param name="spec">The text.</param>
/// <param name="error">What was expected, when null is returned.</param>
public delegate T? SpecParser<out T>(string spec, out string error)
    where T : class;
