namespace QMacVerify.Generators.Planning.Strategies;

/// <summary>A way of writing the kernel of a layer of products.</summary>
internal abstract class KernelStrategy
{
    /// <summary>Its name on the command line and in reports.</summary>
    public abstract string Name { get; }

    /// <summary>The kernel that this strategy would write, or why it cannot.</summary>
    public abstract KernelOffer Offer(MacLayer layer);
}

/// <summary>What a strategy says of a layer.</summary>
internal sealed record KernelOffer
{
    private readonly Func<LayerKernel>? _make;

    private KernelOffer(Func<LayerKernel>? make, string? reason, double? cost)
    {
        _make = make;
        Reason = reason;
        Cost = cost;
    }

    /// <summary>Why, as a clause; null where the kernel is what is left when no other fits.</summary>
    public string? Reason { get; }

    /// <summary>What a run takes by estimate, in units that all strategies share: products of the plain loop. Null where the kernel is written only if asked for.</summary>
    public double? Cost { get; }

    public bool IsPossible => _make is not null;

    public LayerKernel Make() => _make!();

    /// <summary>The strategy cannot write this layer.</summary>
    public static KernelOffer Refuse(string reason) => new(null, reason, null);

    /// <summary>It can, but would not unless it is asked for.</summary>
    public static KernelOffer OnRequest(Func<LayerKernel> make, string reason) => new(make, reason, null);

    /// <summary>It can, at a cost.</summary>
    public static KernelOffer Of(Func<LayerKernel> make, string? reason, double cost) => new(make, reason, cost);
}
