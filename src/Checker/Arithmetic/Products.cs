using System.Buffers.Binary;
using System.Security.Cryptography;
using QMacVerify.Generators.Circuits;

namespace QMacVerify.Checker.Arithmetic;

/// <summary>The products of a circuit, which it is asked for pair by pair; ranges come from trying every activation.</summary>
/// <param name="multiplier">The circuit.</param>
/// <param name="centre">What activations lose before they reach it: the zero point where operands are centred, else 0.</param>
internal sealed class Products(Multiplier multiplier, int centre)
{
    private readonly Dictionary<int, Dictionary<int, Ends>> _known = [];
    private readonly Dictionary<(AdderRule, int, Ends), Ends> _errors = [];
    private bool? _areExact;

    /// <summary>Whether the products of all codes are those of integers.</summary>
    public bool AreExact => _areExact ??= Enumerable.Range(-128, 256).All(code =>
        Enumerable.Range(-128, 256).All(weight => multiplier.Apply(code - centre, weight) == (code - centre) * weight));

    /// <summary>Least and greatest of <c>T(q - centre, w) - zw (q - centre)</c> over the codes q of an interval.</summary>
    /// <param name="weight">w.</param>
    /// <param name="codes">Codes from -128 to 127, not none.</param>
    /// <param name="weightZeroPoint">zw; 0 for the product alone.</param>
    public Ends Over(int weight, Ends codes, int weightZeroPoint = 0)
    {
        if (!_known.TryGetValue(weightZeroPoint, out Dictionary<int, Ends>? ranges))
        {
            _known.Add(weightZeroPoint, ranges = []);
        }

        int key = ((weight + 128) << 16) | ((int)(codes.Low + 128) << 8) | (int)(codes.High + 128);
        if (!ranges.TryGetValue(key, out Ends range))
        {
            range = Ends.None;
            for (int code = (int)codes.Low; code <= codes.High; code++)
            {
                range = range.Join(multiplier.Apply(code - centre, weight) - ((long)weightZeroPoint * (code - centre)));
            }

            ranges.Add(key, range);
        }

        return range;
    }

    /// <summary>What a product and its addition can add to the right sum, over the codes of an interval.</summary>
    /// <param name="weight">The weight.</param>
    /// <param name="codes">Codes from -128 to 127, not none.</param>
    /// <param name="adder">What adds it.</param>
    public Ends Errors(int weight, Ends codes, AdderRule adder)
    {
        if (!_errors.TryGetValue((adder, weight, codes), out Ends range))
        {
            range = Ends.None;
            for (int code = (int)codes.Low; code <= codes.High; code++)
            {
                int product = multiplier.Apply(code - centre, weight);
                range = range.Join(Ends.Point(product - ((code - centre) * weight)) + adder.Error(product));
            }

            _errors.Add((adder, weight, codes), range);
        }

        return range;
    }

    /// <summary>Lower-case hex SHA-256 of all 65,536 products, activations outer, each from -128 to 127, as int32 little-endian: SEMANTICS section 5.</summary>
    public static string Sha256(Multiplier multiplier)
    {
        byte[] bytes = new byte[sizeof(int) << 16];
        int at = 0;
        for (int activation = -128; activation <= 127; activation++)
        {
            for (int weight = -128; weight <= 127; weight++, at += sizeof(int))
            {
                BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), multiplier.Apply(activation, weight));
            }
        }

        return Convert.ToHexStringLower(SHA256.HashData(bytes));
    }
}
