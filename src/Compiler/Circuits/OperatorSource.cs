using QMacVerify.Generators.Circuits;
using QMacVerify.Runtime;

namespace QMacVerify.Compiler.Circuits;

/// <summary>The files that a command line or an assignment names, each read or simulated once, and what was found out about them.</summary>
internal sealed class OperatorSource(CancellationToken cancellation) : IMultiplierFiles
{
    private readonly Dictionary<MultiplierFileSpec, ResolvedMultiplier> _resolved = [];

    /// <summary>What was not given but found out; which multiplier it is about, where there are several.</summary>
    public IReadOnlyList<string> Notes => [.. _resolved.Values.SelectMany(resolved =>
        resolved.Notes.Select(note => _resolved.Count == 1 ? note : $"{resolved.Multiplier}: {note}"))];

    /// <summary>What a multiplier that was read stands for.</summary>
    public ResolvedMultiplier Resolved(Multiplier multiplier) =>
        _resolved.Values.FirstOrDefault(resolved => resolved.Multiplier == multiplier) ?? new ResolvedMultiplier(multiplier, null, []);

    /// <inheritdoc/>
    public Multiplier? Find(MultiplierFileSpec spec, out string error)
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
