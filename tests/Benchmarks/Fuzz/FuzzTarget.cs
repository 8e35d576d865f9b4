using QMacVerify.Runtime;

namespace QMacVerify.Benchmarks.Fuzz;

/// <summary>A damaged input.</summary>
/// <param name="FileName">Name of the damaged file.</param>
/// <param name="Content">What it holds.</param>
/// <param name="Read">Reads and uses it as commands do; throws where it is refused.</param>
internal sealed record FuzzCase(string FileName, byte[] Content, Action Read);

/// <summary>One kind of input.</summary>
/// <param name="Name">On the command line.</param>
/// <param name="Share">Cases, beside those of other targets.</param>
/// <param name="Make">A case, the same for the same choices.</param>
internal sealed record FuzzTarget(string Name, int Share, Func<SplitMix64, FuzzCase> Make);
