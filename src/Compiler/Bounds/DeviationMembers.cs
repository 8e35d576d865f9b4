using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Compiler.Bounds;

/// <summary>The members of <c>D_sound.json</c> about the exact network: <c>local_error</c>, <c>difference</c>, <c>certificates</c>.</summary>
internal static class DeviationMembers
{
    /// <summary>Writes those of a layer, where someone asked.</summary>
    public static void WriteLayer(JsonWriter json, LayerBounds layer, DeviationResult? deviation)
    {
        if (deviation is null)
        {
            return;
        }

        LayerDeviation found = deviation.For(layer);
        using (json.Object("local_error", inline: true))
        {
            Member(json, "acc", found.LocalError.Acc);
            Member(json, "lsb", found.LocalError.Lsb);
            Member(json, "centred_acc", found.LocalError.CentredAcc);
            Member(json, "centred_lsb", found.LocalError.CentredLsb);
        }

        using (json.Object("difference", inline: true))
        {
            Member(json, "acc", found.Acc);
            Member(json, "lsb", found.Output);
        }
    }

    /// <summary>Writes what is claimed of the whole network, where someone asked.</summary>
    public static void WriteCertificates(JsonWriter json, ConstraintsResult result)
    {
        if (result.Deviation is null)
        {
            return;
        }

        using (json.Array("certificates"))
        {
            using (json.Object(inline: true))
            {
                json.Member("claim", "no-overflow");
                json.Member("bits", GraphSemantics.AccumulatorBits);
                json.Member("holds", !result.Layers.Any(layer => layer.MayOverflow));
            }

            if (result.Deviation.Logits is LogitDeviation logits)
            {
                using (json.Object(inline: true))
                {
                    json.Member("claim", "logit-deviation");
                    json.Member("lsb", logits.Lsb);
                    json.Member("scope", "region");
                }

                using (json.Object(inline: true))
                {
                    json.Member("claim", "class-invariance");
                    if (logits.Class is int @class)
                    {
                        json.Member("class", @class);
                    }

                    json.Member("scope", "region");
                    json.Member("holds", logits.Class is not null);
                }
            }
        }
    }

    private static void Member(JsonWriter json, string name, Interval interval) => json.Member(name, [interval.Lower, interval.Upper]);
}
