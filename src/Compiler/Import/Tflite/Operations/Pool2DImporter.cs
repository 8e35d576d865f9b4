using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;

namespace QMacVerify.Compiler.Import.Tflite.Operations;

/// <summary>AVERAGE_POOL_2D and MAX_POOL_2D, whose options are the same.</summary>
internal static class Pool2DImporter
{
    public static GraphNode ImportAverage(TfliteNode node)
    {
        (int input, int output, WindowGeometry window, ClampRange clamp) = Read(node);
        return new AveragePool2D(node.Name, input, output, window, clamp, TiesUp: node.Activation(0).IsUnsigned);
    }

    public static GraphNode ImportMax(TfliteNode node)
    {
        (int input, int output, WindowGeometry window, ClampRange clamp) = Read(node);
        return new MaxPool2D(node.Name, input, output, window, clamp);
    }

    private static (int Input, int Output, WindowGeometry Window, ClampRange Clamp) Read(TfliteNode node)
    {
        FlatBufferTable options = node.Options(5);
        TensorInfo input = node.Activation(0);
        TensorInfo output = node.Output();
        node.RequireEqualQuantization(input, output);
        WindowGeometry window = node.Window(
            input,
            (options.Int32(4, "the filter"), options.Int32(3, "the filter")),
            options.Byte(0, "the padding"),
            (options.Int32(2, "the stride"), options.Int32(1, "the stride")),
            (1, 1));
        return (input.Index, output.Index, window, node.Clamp(options.Byte(5, "the fused activation"), output));
    }
}
