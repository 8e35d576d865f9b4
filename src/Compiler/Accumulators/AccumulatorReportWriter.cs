using QMacVerify.Compiler.Bounds;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Compiler.Accumulators;

/// <summary>The JSON of <c>qmac accumulators</c>.</summary>
/// <remarks>Says which constraints file it was made from, by that file's digest: operators, semantics and region stand there.</remarks>
internal static class AccumulatorReportWriter
{
    /// <summary>Verdicts are given for registers from this width on.</summary>
    public const int LeastWidth = 8;

    /// <summary>The widest register with a verdict.</summary>
    public const int GreatestWidth = 32;

    /// <summary>Writes the report.</summary>
    /// <param name="result">Sound bounds of every layer.</param>
    /// <param name="package">What the network was read from.</param>
    /// <param name="proof">Of one layer, or null where none was asked for.</param>
    public static string Write(ConstraintsResult result, PackageIdentity package, AccumulatorProof? proof)
    {
        JsonWriter json = new();
        using (json.Object())
        {
            json.Member("schema", "qmac.accumulators/1");
            using (json.Object("model", inline: true))
            {
                json.Member("name", result.ModelName);
                json.Member("sha256", package.Sha256);
            }

            json.Member("constraints_digest", TextDigest.Of(ConstraintsWriter.Write(result, package)));
            json.Member("order", GraphSemantics.Order);
            using (json.Array("layers"))
            {
                foreach (LayerBounds layer in result.Layers)
                {
                    WriteLayer(json, layer);
                }
            }

            if (proof is not null)
            {
                WriteProof(json, proof);
            }
        }

        return json.ToString();
    }

    private static void WriteLayer(JsonWriter json, LayerBounds layer)
    {
        AccumulatorWidths widths = AccumulatorWidths.Of(layer);
        using (json.Object())
        {
            json.Member("index", layer.Index);
            json.Member("name", layer.Node.Name);
            json.Member("op", layer.Node.Op);
            json.Member("taps", layer.Node.Taps);
            json.Member("multiplier", layer.Operators.Multiplier.Spec);
            json.Member("adder", layer.Operators.Adder.Spec);
            WriteSums(json, layer.Sum, layer.Prefix, layer.AnyOrder);
            using (json.Object("bits", inline: true))
            {
                WriteWidths(json, widths);
                json.Member("l1", layer.WeightNormBits);
                json.Member("datatype", layer.DataTypeBits);
            }

            WriteVerdicts(json, widths);
            using (json.Array("channels"))
            {
                for (int channel = 0; channel < layer.Channels.Count; channel++)
                {
                    WriteChannel(json, channel, layer.Channels[channel], layer.Operators.Adder);
                }
            }
        }
    }

    private static void WriteVerdicts(JsonWriter json, AccumulatorWidths widths)
    {
        using (json.Array("registers"))
        {
            for (int bits = LeastWidth; bits <= GreatestWidth; bits++)
            {
                using (json.Object(inline: true))
                {
                    json.Member("bits", bits);
                    json.Member("wrap", widths.Final <= bits);
                    json.Member("saturate", widths.Prefix <= bits);
                    json.Member("saturate_any_order", widths.AnyOrder <= bits);
                }
            }
        }
    }

    private static void WriteChannel(JsonWriter json, int channel, ChannelBounds bounds, Adder adder)
    {
        using (json.Object(inline: true))
        {
            json.Member("c", channel);
            WriteSums(json, bounds.Sum, bounds.Prefix, bounds.AnyOrder);
            using (json.Object("bits"))
            {
                WriteWidths(json, AccumulatorWidths.Of(bounds, adder));
            }
        }
    }

    private static void WriteSums(JsonWriter json, Interval sum, Interval prefix, Interval anyOrder)
    {
        json.Member("final", [sum.Lower, sum.Upper]);
        json.Member("prefix", [prefix.Lower, prefix.Upper]);
        json.Member("any_order", [anyOrder.Lower, anyOrder.Upper]);
    }

    private static void WriteWidths(JsonWriter json, AccumulatorWidths widths)
    {
        json.Member("final", widths.Final);
        json.Member("prefix", widths.Prefix);
        json.Member("any_order", widths.AnyOrder);
    }

    private static void WriteProof(JsonWriter json, AccumulatorProof proof)
    {
        using (json.Object("proof"))
        {
            json.Member("layer", proof.Layer);
            json.Member("channel", proof.Channel);
            json.Member("taps", proof.Taps);
            json.Member("bits", proof.Bits);
            json.Member("result", proof.Name);
            if (proof.Reason is not null)
            {
                json.Member("reason", proof.Reason);
            }

            if (proof.Overflow is ChainOverflow overflow)
            {
                using (json.Object("overflow_one_bit_fewer", inline: true))
                {
                    json.Member("step", overflow.Step);
                    json.Member("acc", overflow.Accumulator);
                    json.Member("activation", overflow.Activation);
                    json.Member("sum", overflow.Sum);
                }
            }
        }
    }
}
