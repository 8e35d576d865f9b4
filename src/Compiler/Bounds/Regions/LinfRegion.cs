using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Compiler.Bounds.Regions;

/// <summary>See <see cref="InputRegion.Linf"/>.</summary>
internal sealed record LinfRegion : CentredRegion
{
    private readonly int _epsilon;

    public LinfRegion(IReadOnlyList<sbyte[]> centres, int epsilon)
        : base(centres)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epsilon);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(epsilon, byte.MaxValue);
        _epsilon = epsilon;
    }

    public override string Kind => "linf";

    protected override int RadiusOf(TensorInfo input, int element) => _epsilon;

    protected override void WriteRadius(JsonWriter json) => json.Member("eps", _epsilon);
}
