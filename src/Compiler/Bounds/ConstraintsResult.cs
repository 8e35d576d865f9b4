using System.Collections.ObjectModel;
using QMacVerify.Compiler.Bounds.Search;
using QMacVerify.Compiler.Data;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Bounds;

/// <summary>Bounds of every layer of products together with all that they are about: the content of a constraints file.</summary>
/// <param name="ModelName">Name of the network.</param>
/// <param name="Semantics">The choices that give approximate arithmetic a meaning.</param>
/// <param name="Operators">The arithmetic of each layer.</param>
/// <param name="Region">The inputs.</param>
/// <param name="RegionHull">Every code of the inputs.</param>
/// <param name="Layers">In execution order.</param>
/// <param name="Observation">How values were observed; null for sound bounds, which hold for the whole region.</param>
internal sealed record ConstraintsResult(
    string ModelName,
    GraphSemantics Semantics,
    OperatorAssignment Operators,
    InputRegion Region,
    Interval RegionHull,
    IReadOnlyList<LayerBounds> Layers,
    Observation? Observation)
{
    /// <summary>What the sums are kept in.</summary>
    public AccumulatorRegister Register { get; init; } = AccumulatorRegister.Default;

    /// <summary>A box for every input and computed tensor, by tensor index; none where values were observed.</summary>
    public IReadOnlyDictionary<int, Box> Tensors { get; init; } = ReadOnlyDictionary<int, Box>.Empty;

    /// <summary>How far all that can be from the exact network; null where nobody asked.</summary>
    public DeviationResult? Deviation { get; init; }

    /// <summary>The inputs that reached the ends of what a search saw; null without one.</summary>
    public SearchInputs? SearchInputs { get; init; }

    /// <summary>How sound bounds were found.</summary>
    public BoundMethod Method { get; init; } = BoundMethod.Intervals;

    /// <summary>What the runs of two observations showed together; the seed and the search are those of the other one.</summary>
    public ConstraintsResult Hull(ConstraintsResult other) => other with
    {
        Layers = [.. Layers.Zip(other.Layers, (left, right) => left.Hull(right))],
        Observation = other.Observation! with { Samples = Observation!.Samples + other.Observation.Samples, Data = Observation.Data },
    };
}

/// <summary>Where observed values come from.</summary>
/// <param name="Samples">Inputs that were run.</param>
/// <param name="Seed">Of the generator of random inputs, 0 where there was none.</param>
/// <param name="Search">How inputs were searched for.</param>
internal sealed record Observation(int Samples, ulong Seed, string Search)
{
    /// <summary>Inputs are run as given; none is searched for.</summary>
    public const string NoSearch = "none";

    /// <summary>The data set that inputs were taken from; null where they were of none.</summary>
    public DataIdentity? Data { get; init; }
}
