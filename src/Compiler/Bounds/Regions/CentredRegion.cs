using System.Runtime.InteropServices;
using System.Security.Cryptography;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Compiler.Bounds.Regions;

/// <summary>Codes within some distance of those of one sample.</summary>
internal abstract record CentredRegion : InputRegion
{
    private readonly IReadOnlyList<sbyte[]> _centres;

    /// <param name="centres">The codes of each input, in the model's order.</param>
    private protected CentredRegion(IReadOnlyList<sbyte[]> centres) => _centres = centres;

    /// <summary>Lower-case hex SHA-256 of the centre's codes, input after input.</summary>
    public string CentreSha256 =>
        Convert.ToHexStringLower(SHA256.HashData([.. _centres.SelectMany(codes => MemoryMarshal.AsBytes<sbyte>(codes).ToArray())]));

    protected sealed override bool IsOfElements => true;

    public sealed override Box BoxOf(TensorInfo input, int position, QuantizeRounding rounding)
    {
        if (position >= _centres.Count || _centres[position].Length != input.ElementCount)
        {
            throw new ArgumentException($"The centre does not fit input {position}, {input.Signature}.");
        }

        sbyte[] centre = _centres[position];
        sbyte[] lower = new sbyte[centre.Length];
        sbyte[] upper = new sbyte[centre.Length];
        for (int i = 0; i < centre.Length; i++)
        {
            int radius = RadiusOf(input, i);
            lower[i] = (sbyte)Math.Max(centre[i] - radius, sbyte.MinValue);
            upper[i] = (sbyte)Math.Min(centre[i] + radius, sbyte.MaxValue);
        }

        return new Box(lower, upper);
    }

    public sealed override void WriteMembers(JsonWriter json)
    {
        WriteRadius(json);
        json.Member("center_sha256", CentreSha256);
    }

    /// <summary>The greatest distance of an element, in codes.</summary>
    protected abstract int RadiusOf(TensorInfo input, int element);

    protected abstract void WriteRadius(JsonWriter json);
}
