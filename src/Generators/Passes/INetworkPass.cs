using QMacVerify.Generators.Graph;

namespace QMacVerify.Generators.Passes;

/// <summary>A change of a network that leaves its outputs as they are, bit for bit.</summary>
public interface INetworkPass
{
    /// <summary>The network after the pass.</summary>
    /// <param name="network">A valid one.</param>
    /// <returns>A valid one; the same instance where nothing changes.</returns>
    Network Apply(Network network);
}
