using QMacVerify.Compiler.Bounds.Branching;
using QMacVerify.Compiler.Bounds.Search;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;
using QMacVerify.Runtime;

namespace QMacVerify.Compiler.Bounds;

/// <summary>The text of <c>D_sound.json</c> and <c>D_tight.json</c>.</summary>
/// <remarks>
/// Nothing but the result goes into it: no time, no path, no thread count; two runs give the same bytes. Members that
/// are seldom needed (<c>operators</c> and <c>requant</c> of a layer, <c>shift_overflow</c>) appear only where they say something,
/// those about the exact network only where someone asked.
/// </remarks>
internal static class ConstraintsWriter
{
    /// <summary>Writes a result, with the digest of its text.</summary>
    /// <param name="result">The bounds.</param>
    /// <param name="package">What the network was read from.</param>
    /// <param name="elements">The file of every element's bounds, where there is one.</param>
    /// <param name="searchInputs">The file of the inputs that a search found, where they are kept.</param>
    public static string Write(ConstraintsResult result, PackageIdentity package, ElementsFile? elements = null, SearchInputsFile? searchInputs = null)
    {
        JsonWriter json = new();
        using (json.Object())
        {
            json.Member("schema", AccumulatorCheck.Schema);
            json.Member("kind", result.Observation is null ? "sound" : "empirical");
            using (json.Object("model", inline: true))
            {
                json.Member("name", result.ModelName);
                json.Member("sha256", package.Sha256);
            }

            WriteSemantics(json, result);
            WriteRegion(json, result);
            WriteMethod(json, result.Method, result.Observation);
            searchInputs?.Write(json, result.Layers);
            using (json.Array("layers"))
            {
                foreach (LayerBounds layer in result.Layers)
                {
                    WriteLayer(json, layer, result);
                }
            }

            if (elements is not null)
            {
                using (json.Object("elements", inline: true))
                {
                    json.Member("file", elements.Name);
                    json.Member("sha256", elements.Sha256);
                    json.Member("layout", ElementsFile.Layout);
                }
            }

            DeviationMembers.WriteCertificates(json, result);
        }

        return TextDigest.Append(json.ToString());
    }

    private static void WriteSemantics(JsonWriter json, ConstraintsResult result)
    {
        using (json.Object("semantics"))
        {
            json.Member("requant", KindOf(result).Name());
            json.Member("operands", result.Semantics.Operands.Name());
            json.Member("padding", result.Semantics.Padding.Name());
            WriteOperators(json, result.Operators.Default);
            json.Member("order", GraphSemantics.Order);
            using (json.Object("accumulator", inline: true))
            {
                json.Member("bits", result.Register.Bits);
                json.Member("overflow", result.Register.Overflow);
            }
        }
    }

    /// <summary>The requantization of the first layer; a layer of another kind says so itself.</summary>
    private static RequantizationKind KindOf(ConstraintsResult result) => result.Layers.Count == 0
        ? RequantizationKind.TfliteDouble
        : result.Layers[0].Node.Requantization.Kind;

    private static void WriteOperators(JsonWriter json, OperatorPair operators)
    {
        using (json.Object("multiplier", inline: true))
        {
            json.Member("id", operators.Multiplier.Spec);
            json.Member("sha256", MultiplierTable.Sha256(operators.Multiplier));
        }

        json.Member("adder", operators.Adder.Spec);
    }

    /// <summary>Writes the member <c>region</c>.</summary>
    internal static void WriteRegion(JsonWriter json, ConstraintsResult result)
    {
        using (json.Object("region", inline: true))
        {
            json.Member("kind", result.Region.Kind);
            result.Region.WriteMembers(json);
            json.Member("hull", result.RegionHull);
        }
    }

    private static void WriteMethod(JsonWriter json, BoundMethod method, Observation? observation)
    {
        using (json.Object("method", inline: true))
        {
            json.Member("name", observation is null ? method.Name : "observed");
            json.Member("arithmetic", method.Arithmetic);
            json.Member("version", 1);
            if (method.Depth is int depth)
            {
                json.Member("depth", depth);
                json.Member("experimental", true);
            }

            WriteSplits(json, method.Splits);
        }

        if (observation is not null)
        {
            json.Member("samples", observation.Samples);
            json.Member("seed", checked((long)observation.Seed));
            json.Member("search", observation.Search);
            observation.Data?.Write(json);
        }
    }

    /// <summary>The division of the region, if there is one: who checks the bounds of its parts needs it.</summary>
    private static void WriteSplits(JsonWriter json, IReadOnlyList<RegionSplit> splits)
    {
        if (splits.Count == 0)
        {
            return;
        }

        using (json.Array("splits"))
        {
            foreach (RegionSplit split in splits)
            {
                using (json.Object())
                {
                    json.Member("part", split.Part);
                    json.Member("tensor", split.Tensor);
                    json.Member("element", split.Element);
                    json.Member("at", split.At);
                }
            }
        }
    }

    private static void WriteLayer(JsonWriter json, LayerBounds layer, ConstraintsResult result)
    {
        using (json.Object())
        {
            json.Member("index", layer.Index);
            json.Member("name", layer.Node.Name);
            json.Member("op", layer.Node.Op);
            json.Member("taps", layer.Node.Taps);
            if (layer.Operators != result.Operators.Default)
            {
                using (json.Object("operators", inline: true))
                {
                    WriteOperators(json, layer.Operators);
                }
            }

            if (layer.Node.Requantization.Kind != KindOf(result))
            {
                json.Member("requant", layer.Node.Requantization.Kind.Name());
            }

            json.Member("input", layer.Input);
            json.Member("product", layer.Product);
            json.Member("acc", layer.Acc);
            using (json.Object("bits", inline: true))
            {
                json.Member("final", layer.Sum.Bits);
                json.Member("prefix", layer.Prefix.Bits);
                json.Member("any_order", layer.AnyOrder.Bits);
                json.Member("l1", layer.WeightNormBits);
                json.Member("datatype", layer.DataTypeBits);
            }

            json.Member("overflow", layer.MayOverflow ? "possible" : "never");
            if (layer.ShiftMayOverflow)
            {
                json.Member("shift_overflow", "possible");
            }

            json.Member("output", layer.Output);
            WriteConstantChannels(json, layer.Channels);
            using (json.Array("channels"))
            {
                for (int channel = 0; channel < layer.Channels.Count; channel++)
                {
                    WriteChannel(json, channel, layer.Channels[channel]);
                }
            }

            WriteCare(json, layer);
            DeviationMembers.WriteLayer(json, layer, result.Deviation);
        }
    }

    private static void WriteConstantChannels(JsonWriter json, IReadOnlyList<ChannelBounds> channels)
    {
        using (json.Array("constant_channels", inline: true))
        {
            for (int channel = 0; channel < channels.Count; channel++)
            {
                if (channels[channel].Output.IsPoint)
                {
                    using (json.Object())
                    {
                        json.Member("c", channel);
                        json.Member("value", channels[channel].Output.Lower);
                    }
                }
            }
        }
    }

    private static void WriteChannel(JsonWriter json, int channel, ChannelBounds bounds)
    {
        using (json.Object(inline: true))
        {
            json.Member("c", channel);
            json.Member("acc", bounds.Acc);
            json.Member("out", bounds.Output);
            json.Member("bits", bounds.Sum.Bits);
            json.Member("clamps_low", NameOf(bounds.ClampsLow));
            json.Member("clamps_high", NameOf(bounds.ClampsHigh));
        }
    }

    /// <summary>The pairs of operands that can occur: every activation that the circuit gets, as an interval, with every weight there is.</summary>
    private static void WriteCare(JsonWriter json, LayerBounds layer)
    {
        long activations = layer.Operand == Interval.Empty ? 0 : layer.Operand.Upper - layer.Operand.Lower + 1;
        using (json.Object("care", inline: true))
        {
            json.Member("a", layer.Operand);
            json.Member("weights", layer.Weights.ToString());
            json.Member("pairs", activations * layer.Weights.Count);
        }
    }

    private static string NameOf(Occurrence occurrence) => occurrence switch
    {
        Occurrence.Never => "never",
        Occurrence.Always => "always",
        _ => "possible",
    };

    /// <summary>Both ends; an empty interval is an empty list.</summary>
    private static void Member(this JsonWriter json, string name, Interval interval) =>
        json.Member(name, interval == Interval.Empty ? [] : new[] { interval.Lower, interval.Upper });
}
