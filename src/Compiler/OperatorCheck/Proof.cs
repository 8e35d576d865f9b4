using QMacVerify.Compiler.Files;
using QMacVerify.Compiler.Hdl;

namespace QMacVerify.Compiler.OperatorCheck;

/// <summary>A module whose output <c>different_o</c> must never be 1.</summary>
/// <param name="Top">The module.</param>
/// <param name="Files">Sources, by names that are ours.</param>
/// <param name="Ports">Ports to report where it can be 1.</param>
internal sealed record ProofTask(string Top, IReadOnlyList<(string Name, string Text)> Files, IReadOnlyList<string> Ports);

/// <summary>Runs a <see cref="ProofTask"/>.</summary>
internal static class Proof
{
    /// <summary>Proves or refutes.</summary>
    /// <param name="claim">What it means that the output is never 1.</param>
    /// <param name="task">The module.</param>
    /// <param name="tool">Proves it.</param>
    /// <param name="cancellation">Ends the tools.</param>
    public static ProofReport Run(string claim, ProofTask task, Tool<FormalTools> tool, CancellationToken cancellation)
    {
        ProofReport report = new() { Claim = claim, Tools = tool.Program?.Versions };
        if (tool.Program is not FormalTools tools)
        {
            return report with { Status = CheckStatuses.Without(tool), Reason = tool.Problem };
        }

        try
        {
            return Decide(report, task, tools, cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return report with { Status = CheckStatus.Failed, Reason = ScratchFolder.Problem(e) };
        }
    }

    private static ProofReport Decide(ProofReport report, ProofTask task, FormalTools tools, CancellationToken cancellation)
    {
        using ScratchFolder scratch = new();
        foreach ((string name, string text) in task.Files)
        {
            File.WriteAllText(scratch.PathOf(name), text);
        }

        FormalResult result = tools.CanBeOne(
            scratch.Path, task.Top, "different_o", [.. task.Files.Select(file => file.Name)], task.Ports, cancellation);
        if (result.Problem is not null)
        {
            OperatorComparison.ThrowIfInterrupted(cancellation);
            return report with { Status = CheckStatus.Failed, Reason = result.Problem };
        }

        return report with
        {
            Status = result.Values is null ? CheckStatus.Equal : CheckStatus.Different,
            Reason = null,
            Counterexample = [.. (result.Values ?? []).Select(value => new PortValue(value.Port, value.Bits))],
        };
    }
}
