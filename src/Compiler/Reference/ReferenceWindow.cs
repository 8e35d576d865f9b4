using QMacVerify.Generators.Graph;

namespace QMacVerify.Compiler.Reference;

/// <summary>The graph's windows in the terms of the reference operators, which know no graph.</summary>
internal static class ReferenceWindow
{
    /// <summary>Resolves the padding.</summary>
    public static Runtime.Reference.WindowGeometry ToReference(this WindowGeometry window) => new()
    {
        Batches = window.Batches,
        InputHeight = window.InHeight,
        InputWidth = window.InWidth,
        InputChannels = window.InChannels,
        FilterHeight = window.FilterHeight,
        FilterWidth = window.FilterWidth,
        StrideY = window.StrideY,
        StrideX = window.StrideX,
        DilationY = window.DilationY,
        DilationX = window.DilationX,
        PadTop = window.PadTop,
        PadLeft = window.PadLeft,
        OutputHeight = window.OutHeight,
        OutputWidth = window.OutWidth,
    };
}
