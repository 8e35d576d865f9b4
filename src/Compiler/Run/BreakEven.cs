using QMacVerify.Generators.Emit;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Compiler.Run;

/// <summary>What compiling a model costs, and interpreting its samples: estimates of CPU time.</summary>
/// <remarks>
/// Measured with <c>./qmac</c>, medians of CPU time, user and system, against a start that finds a build. Compiling the built-in
/// network (40,000 characters of source), ResNet8 (90,000) and MobileNetV2 (450,000) took 1.1, 1.6 and 3.5 s; interpreting one
/// sample more of them 0.010, 0.09 (12.5 M products) and 2.4 s (301 M).
/// </remarks>
internal static class BreakEven
{
    /// <summary>Milliseconds until the C# compiler is loaded and has read the runtime library.</summary>
    private const double CompilerStart = 850;

    /// <summary>Milliseconds of the compiler, and of the JIT after it, for a character of source.</summary>
    private const double PerCharacter = 6.5e-3;

    /// <summary>Milliseconds of the interpreter for a product.</summary>
    private const double PerProduct = 7.5e-6;

    /// <summary>Milliseconds of the interpreter for an element of a tensor.</summary>
    private const double PerElement = 20e-6;

    /// <summary>Milliseconds that compiling takes.</summary>
    public static double Compiling(EmittedClass source) => CompilerStart + (source.Files.Sum(file => (double)file.Text.Length) * PerCharacter);

    /// <summary>Milliseconds that interpreting samples takes.</summary>
    public static double Interpreting(QuantizedGraph graph, int samples)
    {
        double products = graph.ProductNodes.Sum(layer => (double)layer.Macs);
        double elements = graph.Nodes.Sum(node => (double)graph.Tensor(node.Output).ElementCount);
        return samples * ((products * PerProduct) + (elements * PerElement));
    }
}
