using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Planning;

/// <summary>One method of the compiled model, with every number decided: an emitter prints it, it computes nothing.</summary>
/// <param name="Node">The operation; the first where <see cref="Covers"/> has several.</param>
/// <param name="Inputs">The operation's tensors, in its order, constants included.</param>
/// <param name="Output">The tensor that it computes.</param>
public abstract record Kernel(GraphNode Node, EquatableArray<TensorInfo> Inputs, TensorInfo Output)
{
    /// <summary>Name of the method, unique in the class; its constants and helpers begin with it.</summary>
    public string Identifier { get; init; } = "";

    /// <summary>How it is written, as reports name it.</summary>
    public abstract string Strategy { get; }

    /// <summary>Why so, as a clause.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The operations that it computes.</summary>
    public virtual EquatableArray<GraphNode> Covers => EquatableArray.Of(Node);

    /// <summary>What its code reads beside tensors.</summary>
    public virtual EquatableArray<KernelConstant> Constants => EquatableArray<KernelConstant>.Empty;

    /// <summary>Memory that it needs while it runs.</summary>
    public virtual EquatableArray<ScratchBuffer> Scratch => EquatableArray<ScratchBuffer>.Empty;

    /// <summary>Whether the JIT optimizes the method at once, because its first runs would take too long.</summary>
    public virtual bool IsOptimizedAtOnce => false;

    /// <summary>Whether a call computes all samples of a run, whose tensors follow each other; else there is a call for each.</summary>
    public virtual bool TakesBatch => false;

    /// <summary>Whether its code has vectors of the hardware in it.</summary>
    public virtual bool UsesVectors => false;

    /// <summary>Names of the inputs in the method; those of constants are no parameters.</summary>
    public abstract EquatableArray<string> InputNames { get; }

    /// <summary>The parameters of the method, in order: the number of samples where it takes several, computed inputs, output, scratch.</summary>
    public IEnumerable<KernelParameter> Parameters =>
    [
        .. TakesBatch ? [new KernelParameter("int", "samples", null)] : Array.Empty<KernelParameter>(),
        .. Inputs.Select((tensor, i) => new KernelParameter($"ReadOnlySpan<{TypeOf(tensor)}>", InputNames[i], tensor)).Where(parameter => !parameter.Tensor!.IsConstant),
        new KernelParameter($"Span<{TypeOf(Output)}>", "output", Output),
        .. Scratch.Select(buffer => new KernelParameter($"Span<{buffer.Type.CSharpName()}>", buffer.Name, null)),
    ];

    /// <summary>What a number of one of its constants is made of, for readers; empty where it speaks for itself.</summary>
    public virtual string OriginOf(Int32Constant constant, int index) => "";

    /// <summary>Name of one of its members.</summary>
    public string Member(string suffix) => Identifier + suffix;

    /// <summary>C# type of a tensor's elements inside the model.</summary>
    public static string TypeOf(TensorInfo tensor) => tensor.Type switch
    {
        ElementType.Int8 => "sbyte",
        ElementType.Int32 => "int",
        ElementType.Float32 => "float",
        _ => throw new ArgumentOutOfRangeException(nameof(tensor), tensor.Type, "no tensor of a graph has this type"),
    };
}

/// <summary>A parameter of a kernel's method.</summary>
/// <param name="Type">C# type.</param>
/// <param name="Name">Its name in the method.</param>
/// <param name="Tensor">What is handed over; null for scratch memory and the number of samples.</param>
public sealed record KernelParameter(string Type, string Name, TensorInfo? Tensor);

/// <summary>Memory that a kernel needs while it runs and that others use before and after.</summary>
/// <param name="Name">Name of the parameter.</param>
/// <param name="Type">Of its elements.</param>
/// <param name="Length">In elements.</param>
public sealed record ScratchBuffer(string Name, StorageType Type, int Length);

/// <summary>Types of memory.</summary>
public enum StorageType
{
    Int8,
    Int16,
    Int32,
}

internal static class StorageTypes
{
    private static readonly string[] Names = ["sbyte", "short", "int"];

    public static string CSharpName(this StorageType type) => Names[(int)type];

    /// <summary>Bytes of an element.</summary>
    public static int Size(this StorageType type) => 1 << (int)type;
}
