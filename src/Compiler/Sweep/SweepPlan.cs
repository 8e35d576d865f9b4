using System.Security.Cryptography;
using System.Text;
using QMacVerify.Compiler.Data;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Sweep;

/// <summary>What a sweep measures: the product of circuits and sets of layers.</summary>
/// <param name="Points">Each assignment once, the exact one first.</param>
internal sealed record SweepPlan(IReadOnlyList<PlannedPoint> Points)
{
    /// <summary>Every layer of products.</summary>
    public const string AllLayers = "all";

    /// <summary>Each of them by itself.</summary>
    public const string EachLayer = "each";

    /// <summary>Names of a set are joined by it.</summary>
    private const char Separator = '+';

    /// <summary>Lower-case hex SHA-256 of all that rows of this plan are a function of.</summary>
    /// <param name="package">The network.</param>
    /// <param name="data">The samples.</param>
    public string Sha256(PackageIdentity package, DataSet data) =>
        Hash($"{package.Sha256}\n{data.Sha256}\n{Hash(string.Join('\n', Points.Select(point => point.Point.ToAssignment())))}");

    /// <summary>Makes a plan.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="circuits">What layers get.</param>
    /// <param name="layerSets"><see cref="AllLayers"/>, <see cref="EachLayer"/>, or names and patterns with <c>*</c>, joined by <c>+</c>.</param>
    /// <exception cref="InputException">A set names no layer.</exception>
    public static SweepPlan Of(QuantizedGraph graph, IReadOnlyList<NamedPair> circuits, IReadOnlyList<string> layerSets)
    {
        string[] layers = [.. graph.ProductNodes.Select(layer => layer.Name)];
        (string Name, string[] Layers)[] sets = [.. layerSets.SelectMany(set => SetsOf(set, layers))];
        List<PlannedPoint> points = [new PlannedPoint("none", NamedPair.Exact.Multiplier, NamedPair.Exact.Adder, SweepPoint.Exact)];
        HashSet<OperatorAssignment> seen = [SweepPoint.Exact.Operators];
        foreach ((string name, string[] within) in sets)
        {
            foreach (NamedPair circuit in circuits)
            {
                SweepPoint point = new(within.Select(layer => new NamedLayer(layer, circuit)).ToEquatableArray());
                if (seen.Add(point.Operators))
                {
                    points.Add(new PlannedPoint(name, circuit.Multiplier, circuit.Adder, point));
                }
            }
        }

        return new SweepPlan(points);
    }

    /// <summary>The share of one of several tasks: as many points as each of the others, give or take one.</summary>
    /// <param name="task">From 1 on.</param>
    /// <param name="tasks">How many there are.</param>
    public SweepPlan Share(int task, int tasks)
    {
        int start = (int)((long)(task - 1) * Points.Count / tasks);
        int end = (int)((long)task * Points.Count / tasks);
        return new SweepPlan([.. Points.Skip(start).Take(end - start)]);
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static IEnumerable<(string Name, string[] Layers)> SetsOf(string set, string[] layers)
    {
        if (set == EachLayer)
        {
            return layers.Select(layer => (layer, (string[])[layer]));
        }

        string[] patterns = set == AllLayers ? ["*"] : set.Split(Separator);
        foreach (string pattern in patterns)
        {
            if (!layers.Any(layer => NamePattern.Matches(pattern, layer)))
            {
                throw new InputException($"--layers {Quote(set)}: {NearName.NoLayer(pattern, layers)}");
            }
        }

        return [(set, [.. layers.Where(layer => patterns.Any(pattern => NamePattern.Matches(pattern, layer)))])];
    }
}

/// <summary>A point of a plan, in its words.</summary>
/// <param name="Layers">The layers that get the circuits.</param>
/// <param name="Multiplier">The multiplier that they get.</param>
/// <param name="Adder">The adder.</param>
/// <param name="Point">The assignment.</param>
internal sealed record PlannedPoint(string Layers, string Multiplier, string Adder, SweepPoint Point);
