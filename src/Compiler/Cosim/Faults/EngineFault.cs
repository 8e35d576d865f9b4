namespace QMacVerify.Compiler.Cosim.Faults;

/// <summary>A kind of fault that a bench must find.</summary>
/// <param name="Name">As reports have it.</param>
/// <param name="Forms">The ways to plant it in a layer; the first one that changes an output is taken.</param>
internal sealed record EngineFault(string Name, Func<FaultSite, IEnumerable<FaultForm>> Forms)
{
    /// <summary>The layers that can have it.</summary>
    public EngineUnit Unit { get; init; } = EngineUnit.Conv;

    /// <summary>Why engines cannot have it, as a clause; null where they can.</summary>
    public Func<EngineSpec, string?> Excuse { get; init; } = _ => null;
}
