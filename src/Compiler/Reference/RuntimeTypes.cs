using QMacVerify.Generators.Graph;
using RuntimeType = QMacVerify.Runtime.ElementType;

namespace QMacVerify.Compiler.Reference;

/// <summary>Element types of the graph, which cannot refer to the runtime, as those of arrays.</summary>
internal static class RuntimeTypes
{
    public static RuntimeType ToRuntime(this ElementType type) => type switch
    {
        ElementType.Int8 => RuntimeType.Int8,
        ElementType.UInt8 => RuntimeType.UInt8,
        ElementType.Int32 => RuntimeType.Int32,
        ElementType.Float32 => RuntimeType.Float32,
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };
}
