using QMacVerify.Generators.Circuits;
using QMacVerify.Runtime;

namespace QMacVerify.Compiler.Circuits;

/// <summary>The multipliers that a command line or an assignment names, files included, and what was found out about them.</summary>
internal sealed class OperatorSource(CancellationToken cancellation)
{
    private readonly Dictionary<string, ResolvedMultiplier> _resolved = [];

    /// <summary>What was not given but found out; which multiplier it is about, where there are several.</summary>
    public IReadOnlyList<string> Notes => [.. _resolved.Values.SelectMany(resolved =>
        resolved.Notes.Select(note => _resolved.Count == 1 ? note : $"{resolved.Multiplier}: {note}"))];

    /// <summary>What a multiplier that was read stands for.</summary>
    public ResolvedMultiplier Resolved(Multiplier multiplier) =>
        _resolved.Values.FirstOrDefault(resolved => resolved.Multiplier == multiplier) ?? new ResolvedMultiplier(multiplier, null, []);

    /// <summary>Resolves a multiplier, a circuit by simulation.</summary>
    /// <param name="spec">As <see cref="OperatorResolver"/> takes it; paths are relative to the working directory.</param>
    /// <param name="error">What is wrong, when null is returned.</param>
    public Multiplier? ParseMultiplier(string spec, out string error)
    {
        error = "";
        if (_resolved.TryGetValue(spec, out ResolvedMultiplier? known))
        {
            return known.Multiplier;
        }

        try
        {
            ResolvedMultiplier resolved = OperatorResolver.Multiplier(spec, cancellation);
            _resolved.Add(spec, resolved);
            return resolved.Multiplier;
        }
        catch (InputException e)
        {
            error = e.Message;
            return null;
        }
    }
}
