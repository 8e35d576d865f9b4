using QMacVerify.Generators.Graph.Json;
using QMacVerify.Generators.Graph.Validation;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Graph.Ops;

/// <summary>Tensors joined along an axis, or along a new one.</summary>
/// <param name="Name">Node name.</param>
/// <param name="Parts">Tensor indices; constants may be among them.</param>
/// <param name="Output">Tensor index.</param>
/// <param name="Function">What the model file calls the operation, in lower case; for readers.</param>
/// <param name="Outer">Product of the extents before the axis: how often each part gives a stretch of its codes.</param>
public sealed record Concat(string Name, EquatableArray<int> Parts, int Output, string Function, int Outer)
    : CopyNode(Name, Parts, Output), INamedFunction
{
    public const string OpName = "concat";

    /// <summary>The most parts that a node may have.</summary>
    public const int MaxParts = 1024;

    public override string Op => OpName;

    public static Concat Read(NodeReader reader) =>
        new(reader.Name, reader.Inputs, reader.Output, reader.Function(), reader.Graph.Integer("outer", 1, (int)TensorInfo.MaxElements));

    public override void Check(NodeChecks node)
    {
        node.RequireInputs(1, MaxParts);
        TensorInfo output = node.Result();
        long total = 0;
        for (int i = 0; i < Parts.Count; i++)
        {
            TensorInfo part = node.Operand(i);
            node.RequireEqualZeroPoints(part, output);
            total += part.ElementCount;
            if (Outer < 1 || part.ElementCount % Outer != 0)
            {
                throw node.ShapeError(Invariant($"{part.Key} is {part.Signature}, which does not divide into {Outer} stretches"));
            }
        }

        if (total != output.ElementCount)
        {
            throw node.ShapeError(Invariant($"its parts have {total} elements together, but the output is {output.Signature}"));
        }
    }

    public override EquatableArray<StridedCopy> Copies(IReadOnlyList<TensorInfo> inputs, TensorInfo output)
    {
        List<StridedCopy> copies = [];
        int offset = 0;
        foreach (TensorInfo part in inputs)
        {
            int length = part.ElementCount / Outer;
            copies.Add(StridedCopy.Of(0, offset, [new CopyAxis(Outer, length, output.ElementCount / Outer), new CopyAxis(length, 1, 1)]));
            offset += length;
        }

        return copies.ToEquatableArray();
    }

    public override void WriteAttributes(JsonWriter json)
    {
        json.Member("function", Function);
        json.Member("outer", Outer);
    }

    public override void WriteQuantization(JsonWriter json)
    {
        // Codes are copied.
    }

    protected override GraphNode WithOperands(Func<int, int> map) => this with { Parts = Parts.Select(map).ToEquatableArray() };
}
