using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using QMacVerify.Compiler.Hdl;
using QMacVerify.Runtime.Vectors;

namespace QMacVerify.Compiler.Machine;

/// <summary>The vector instructions that .NET finds here, less those that its environment switches off.</summary>
internal static class InstructionSets
{
    /// <summary>Those that matter to kernels, and whether they are there.</summary>
    public static IReadOnlyList<(string Name, bool IsThere)> All { get; } =
    [
        ("SSE2", Sse2.IsSupported), ("SSSE3", Ssse3.IsSupported), ("AVX2", Avx2.IsSupported), ("AVX-VNNI", AvxVnni.IsSupported),
        ("AVX-512", Avx512BW.IsSupported), ("AdvSimd", AdvSimd.IsSupported), ("DotProd", Dp.IsSupported),
    ];

    /// <summary>What kernels are made of here, as <see cref="VectorMath"/> chooses.</summary>
    public static string Path =>
        VectorMath.HasQuads ? "AVX2 with AVX-VNNI, 256 bits"
        : Avx2.IsSupported ? "AVX2, 256 bits"
        : Ssse3.IsSupported ? "SSE2 and SSSE3, 128 bits"
        : Sse2.IsSupported ? "SSE2, 128 bits"
        : Vector128.IsHardwareAccelerated ? "portable vectors, 128 bits"
        : "portable code, without vectors";

    /// <summary>As a finding: kernels run everywhere, and fast with AVX2.</summary>
    public static MachineFinding Finding => new("vectors", ToolStatus.Works, Path, ["speed of run, evaluate, sweep, search"])
    {
        Known = Avx2.IsSupported || RuntimeInformation.ProcessArchitecture is not (Architecture.X64 or Architecture.X86) ? null : "kernels are several times slower without AVX2",
    };
}
