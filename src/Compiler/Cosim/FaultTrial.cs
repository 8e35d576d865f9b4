namespace QMacVerify.Compiler.Cosim;

/// <summary>A fault that was planted, and what the bench said.</summary>
/// <param name="Name">What was changed.</param>
/// <param name="Layer">Where.</param>
/// <param name="IsCaught">Whether the bench failed, and named this layer.</param>
/// <param name="Found">What it said, in one line.</param>
internal sealed record InjectedFault(string Name, string Layer, bool IsCaught, string Found);

/// <summary>Faults that were planted, one at a time.</summary>
internal sealed record FaultTrial(IReadOnlyList<InjectedFault> Faults)
{
    public int Caught => Faults.Count(fault => fault.IsCaught);

    public bool Passed => Caught == Faults.Count;
}
