using QMacVerify.Generators.Emit;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Compiler.Run;

/// <summary>What compiling a model costs, and interpreting its samples: estimates of CPU time.</summary>
/// <remarks>
/// Measured on ResNet8 (12.5 M products, 64,000 characters of source) and MobileNetV2 (301 M, 550,000), each against a start that
/// finds a build: compiling took 1.05 and 4.7 s, interpreting one sample 0.12 and 2.7 s.
/// </remarks>
internal static class BreakEven
{
    /// <summary>Milliseconds until the C# compiler is loaded and has read the runtime library.</summary>
    private const double CompilerStart = 600;

    /// <summary>Milliseconds of the compiler, and of the JIT after it, for a character of source.</summary>
    private const double PerCharacter = 7.5e-3;

    /// <summary>Milliseconds of the interpreter for a product.</summary>
    private const double PerProduct = 9e-6;

    /// <summary>Milliseconds of the interpreter for an element of a tensor.</summary>
    private const double PerElement = 20e-6;

    /// <summary>Milliseconds that compiling takes.</summary>
    public static double Compiling(EmittedClass source) => CompilerStart + (source.Files.Sum(file => (double)file.Text.Length) * PerCharacter);

    /// <summary>Milliseconds that interpreting samples takes.</summary>
    public static double Interpreting(QuantizedGraph graph, int samples)
    {
        double products = graph.MacNodes.Sum(layer => (double)layer.Geometry.Macs);
        double elements = graph.Nodes.Sum(node => (double)graph.Tensor(node.Output).ElementCount);
        return samples * ((products * PerProduct) + (elements * PerElement));
    }
}
