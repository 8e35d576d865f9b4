using System.Buffers.Binary;
using QMacVerify.Compiler.Circuits.Verilog;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Cosim.Faults;

/// <summary>The faults of the self-test, with those of the convolution engine and of the bench itself.</summary>
internal static class EngineFaults
{
    /// <summary>Words of a memory that a bit is looked for in, from the last one on.</summary>
    private const int WordsTried = 8;

    private const int LeastBits = 2;

    /// <summary>Bits of a code or a product that are changed; later ones where circuits drop the first.</summary>
    private static readonly int[] BitsTried = [0, 3, 6];

    private static readonly IReadOnlyList<EngineFault> ConvolutionFaults =
    [
        new("weight bit", site => Bits(site, "w.hex", site.LastLane)),
        new("activation bit", site => Bits(site, "x.hex", 0)),
        new("bias shifted by one channel", _ => [new("", "start.hex") { Words = NextLane }]),
        new("requantizer shift", site => [
            new("of the last channel", "factor.hex") { Words = words => Rescaled(words[^1], site.Kind) },
            new("of all channels", "factor.hex") { Words = words => Array.ForEach(words, word => Rescaled(word, site.Kind)) },
        ]),
        new("wrong pad value", _ => BitsTried.Select(bit => new FaultForm(Invariant($"bit {bit}"), "layer.hex") { Words = words => words[(int)EngineWord.PadValue][0] ^= (byte)(1 << bit) })),
        new("lane mapping", _ => [new("weights of lanes 0 and 1 exchanged", "w.hex") { Words = words => Array.ForEach(words, word => (word[0], word[1]) = (word[1], word[0])) }]),
        new("table entry", TableEntries)
        {
            Excuse = spec => EngineText.Circuits(spec).Products is null ? $"{spec.Operators.Multiplier.Spec} is a circuit and no table" : null,
        },
        new("swapped operands", site => [
            new("", "mac_lane_s8.v")
            {
                Text = (".a_i(a_i),\n    .w_i(w_i),", ".a_i(w_i),\n    .w_i(a_i),"),
                Behaviour = healthy => healthy with { Products = Exchanged(healthy.Products) },
            },
        ])
        {
            Excuse = spec => Commutes(spec.Operators.Multiplier) ? $"{spec.Operators.Multiplier.Spec} commutes" : null,
        },
        new("last tap dropped", _ => [
            new("", "conv_engine.v")
            {
                Text = ("wire add = inside2_q || !skip_i;", "wire add = (inside2_q || !skip_i) && !last2_q;"),
                Behaviour = healthy => healthy with { DropsLastTap = true },
            },
        ]),
        new("adder width", Widths),
        new("rounding off by one", site => [Rounding(site.Kind)]),
        new("accumulator comparison skipped", _ => [Skipped("if (layer[ENGINE][1:0] == CONV) begin\n          compared", "if (layer[ENGINE][1:0] == CONV && outputs != 0) begin\n          compared")]),
        new("code comparison skipped", site => site.Layer.HasCodes ? [Skipped("if (layer[HAS_CODES][0]) begin", "if (layer[HAS_CODES][0] && outputs != 0) begin")] : []),
    ];

    public static IReadOnlyList<EngineFault> All { get; } = [.. ConvolutionFaults, .. PoolFaults.All, .. SumFaults.All];

    /// <summary>One bit of some words of a memory, the last word first.</summary>
    /// <param name="site">The layer.</param>
    /// <param name="file">The memory.</param>
    /// <param name="lastLane">The byte of the last word that is changed; of others it is the first.</param>
    public static IEnumerable<FaultForm> Bits(FaultSite site, string file, int lastLane)
    {
        int words = site.Files[file].Length;
        foreach (int word in Enumerable.Range(0, WordsTried).Select(i => words - 1 - (i * words / WordsTried)).Distinct())
        {
            // Lane 0 has a channel in every word.
            int lane = word == words - 1 ? lastLane : 0;
            foreach (int bit in BitsTried)
            {
                yield return new FaultForm(Invariant($"{bit} of byte {lane} of word {word}"), file) { Words = all => all[word][lane] ^= (byte)(1 << bit) };
            }
        }
    }

    /// <summary>A requantizer that cuts where it should round.</summary>
    public static FaultForm Rounding(RequantizationKind kind)
    {
        (string file, string from, string to) = kind switch
        {
            RequantizationKind.OnnxFloat => ("scale_float_s32.v", "wire [47:0] whole = rounded(bits, down[5:0]);", "wire [47:0] whole = bits >> down[5:0];"),
            RequantizationKind.TfliteSingle => ("rescale_s32.v", "(product + (64'sd1 <<< (places - 6'd1))) >>> places;", "product >>> places;"),
            _ => ("rescale_s32.v", "floor + $signed({31'd0, (high & mask) > threshold});", "floor;"),
        };
        return new FaultForm(kind.Name(), file) { Text = (from, to), Behaviour = healthy => healthy with { CutsFractions = true } };
    }

    /// <summary>Each lane has what is another one's.</summary>
    private static void NextLane(byte[][] words)
    {
        foreach (byte[] word in words)
        {
            byte[] before = [.. word];
            for (int i = 0; i < word.Length; i++)
            {
                word[(i + sizeof(int)) % word.Length] = before[i];
            }
        }
    }

    /// <summary>Twice or half the factor, whichever is nearer to 1.</summary>
    private static void Rescaled(byte[] factor, RequantizationKind kind)
    {
        if (kind == RequantizationKind.OnnxFloat)
        {
            uint bits = BinaryPrimitives.ReadUInt32LittleEndian(factor);
            BinaryPrimitives.WriteUInt32LittleEndian(factor, bits < 0x3f800000 ? bits + (1u << 23) : bits - (1u << 23));
            return;
        }

        bool isRight = (factor[4] & 32) != 0;
        factor[4] = (byte)((factor[4] + (isRight ? 1 : -1)) & 63);
    }

    private static IEnumerable<FaultForm> TableEntries(FaultSite site)
    {
        int entry = site.Expected.LastProduct;
        return entry < 0 ? [] : ((int[])[0, 4, 8]).Select(bit => new FaultForm(Invariant($"bit {bit} of entry {entry}"), OperatorSources.ProductsFile)
        {
            Words = words => words[entry][bit / 8] ^= (byte)(1 << (bit % 8)),
            Behaviour = healthy =>
            {
                int[] products = [.. healthy.Products];
                products[entry] = (short)(products[entry] ^ (1 << bit));
                return healthy with { Products = products };
            },
        });
    }

    /// <summary>The greatest width that is too small comes first.</summary>
    private static IEnumerable<FaultForm> Widths(FaultSite site)
    {
        int bits = site.Spec.Register.Bits;
        for (int fewer = Math.Min(bits, site.Expected.Bits) - 1; fewer >= LeastBits; fewer--)
        {
            int width = fewer;
            yield return new FaultForm(Invariant($"{width} bits"), $"{EngineText.Top}.v")
            {
                Text = (Invariant($".WIDTH({bits}),"), Invariant($".WIDTH({width}),")),
                Behaviour = healthy => healthy with { Register = healthy.Register with { Bits = width } },
            };
        }
    }

    /// <summary>That of the first output alone.</summary>
    private static FaultForm Skipped(string from, string to) => new("", $"{EngineText.Top}.v") { Text = (from, to), Uncompared = 1 };

    private static int[] Exchanged(int[] products) => [.. Enumerable.Range(0, products.Length).Select(index => products[((index & 255) << 8) | (index >> 8)])];

    private static bool Commutes(Multiplier multiplier)
    {
        int[] products = MultiplierTable.Of(multiplier);
        return products.AsSpan().SequenceEqual(Exchanged(products));
    }
}
