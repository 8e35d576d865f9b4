using System.Runtime.InteropServices;
using System.Security.Cryptography;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Compiler.Bounds.Regions;

/// <summary>A given box for each input.</summary>
/// <param name="Boxes">In the model's order; one without elements for numbers that nothing quantizes.</param>
internal record BoxRegion(IReadOnlyList<Box> Boxes) : InputRegion
{
    public override string Kind => "box";

    protected sealed override bool IsOfElements => true;

    public sealed override Box BoxOf(TensorInfo input, int position, QuantizeRounding rounding) =>
        position < Boxes.Count && Boxes[position].Count == input.ElementCount
            ? Boxes[position]
            : throw new ArgumentException($"The box does not fit input {position}, {input.Signature}.");

    /// <remarks>The hash is of all lower, then all upper ends of each input.</remarks>
    public override void WriteMembers(JsonWriter json) => json.Member("box_sha256", Convert.ToHexStringLower(SHA256.HashData(
        [.. Boxes.SelectMany(box => (byte[])[.. MemoryMarshal.AsBytes(box.Lower), .. MemoryMarshal.AsBytes(box.Upper)])])));
}
