namespace QMacVerify.Compiler.Cosim;

/// <summary>A fault that was planted, and what the bench said.</summary>
/// <param name="Name">What was changed.</param>
/// <param name="Engine">The circuits of the engines that had it.</param>
/// <param name="Layer">Where; a layer of ours is one of the test network.</param>
/// <param name="IsCaught">Whether the bench of this layer, and of none before, failed, with as many mismatches as the fault makes.</param>
/// <param name="Found">What it said, in one line.</param>
internal sealed record InjectedFault(string Name, string Engine, string Layer, bool IsCaught, string Found);

/// <summary>A fault that changes nothing that engines could give.</summary>
/// <param name="Name">Of the fault.</param>
/// <param name="Engine">The circuits of the engines.</param>
/// <param name="Reason">Why it cannot show, as a clause.</param>
internal sealed record InapplicableFault(string Name, string Engine, string Reason);

/// <summary>Faults that were planted, one at a time.</summary>
/// <param name="Faults">In the order of the list.</param>
/// <param name="Inapplicable">Those that were not planted.</param>
/// <param name="Problem">What failed before any fault was planted, so that none was; null where nothing did.</param>
internal sealed record FaultTrial(IReadOnlyList<InjectedFault> Faults, IReadOnlyList<InapplicableFault> Inapplicable, string? Problem)
{
    public int Caught => Faults.Count(fault => fault.IsCaught);

    /// <summary>Whether every fault was caught, one at least.</summary>
    public bool Passed => Problem is null && Faults.Count > 0 && Caught == Faults.Count;
}
