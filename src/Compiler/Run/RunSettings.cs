using QMacVerify.Compiler.Build;

namespace QMacVerify.Compiler.Run;

/// <summary>How a run is computed; its outputs do not depend on it.</summary>
/// <param name="Engine">Which engine computes; null takes the one that is done sooner.</param>
/// <param name="Cache">Earlier builds; null compiles.</param>
/// <param name="Threads">
/// Threads: as many samples are computed at the same time, at most, and where there are fewer, rows of large layers; null is a
/// sample for each processor.
/// </param>
internal sealed record RunSettings(EngineKind? Engine, BuildCache? Cache, int? Threads)
{
    /// <summary>What is best for the user who calls.</summary>
    public static RunSettings Default => new(null, BuildCache.OfUser(), null);
}
