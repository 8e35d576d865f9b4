using QMacVerify.Compiler.Import.Tflite.Operators;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Compiler.Import.Tflite;

/// <summary>Every operator that is imported, one row each: the place to begin for a new one.</summary>
internal static class TfliteOperatorTable
{
    private static readonly SortedDictionary<string, Func<TfliteNode, GraphNode>> Rows = new(StringComparer.Ordinal)
    {
        ["ADD"] = AddImporter.Import,
        ["AVERAGE_POOL_2D"] = Pool2DImporter.ImportAverage,
        ["CONV_2D"] = Conv2DImporter.Import,
        ["DEPTHWISE_CONV_2D"] = DepthwiseConv2DImporter.Import,
        ["FULLY_CONNECTED"] = FullyConnectedImporter.Import,
        ["MAX_POOL_2D"] = Pool2DImporter.ImportMax,
        ["RESHAPE"] = ReshapeImporter.Import,
        ["SOFTMAX"] = SoftmaxImporter.Import,
    };

    /// <summary>Names of the operators as the schema has them.</summary>
    public static IEnumerable<string> Names => Rows.Keys;

    /// <summary>How to import an operator, or null when it is not.</summary>
    public static Func<TfliteNode, GraphNode>? Find(string name) => Rows.GetValueOrDefault(name);
}
