using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using static QMacVerify.Compiler.Import.Tflite.Schema;

namespace QMacVerify.Compiler.Import.Tflite.Operations;

/// <summary>AVERAGE_POOL_2D and MAX_POOL_2D, whose options are the same.</summary>
internal static class Pool2DImporter
{
    public static GraphNode ImportAverage(TfliteNode node)
    {
        (int input, int output, WindowGeometry window, ClampRange clamp) = Read(node, isDelegated: false);
        return new AveragePool2D(node.Name, input, output, window, clamp, TiesUp: node.Activation(0).IsUnsigned);
    }

    public static GraphNode ImportMax(TfliteNode node)
    {
        (int input, int output, WindowGeometry window, ClampRange clamp) = Read(node, isDelegated: node.IsXnnpack);
        return new MaxPool2D(node.Name, input, output, window, clamp);
    }

    private static (int Input, int Output, WindowGeometry Window, ClampRange Clamp) Read(TfliteNode node, bool isDelegated)
    {
        FlatBufferTable options = node.Options(BuiltinOptions.Pool2DOptions);
        TensorInfo input = node.Activation(0);
        TensorInfo output = node.Output();
        node.RequireEqualQuantization(input, output);
        WindowGeometry window = node.Window(
            input,
            (options.Int32(Pool2DOptions.FilterHeight), options.Int32(Pool2DOptions.FilterWidth)),
            options.Byte(Pool2DOptions.Padding),
            (options.Int32(Pool2DOptions.StrideH), options.Int32(Pool2DOptions.StrideW)),
            (1, 1));
        return (input.Index, output.Index, window, node.Clamp(options, Pool2DOptions.FusedActivationFunction, output, isDelegated));
    }
}
