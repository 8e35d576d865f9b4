using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Reading;

/// <summary>A network to the texts of a package: the inverse of <see cref="ModelReader"/>.</summary>
public static class PackageWriter
{
    /// <summary>The text files of a package.</summary>
    /// <param name="network">The network.</param>
    /// <param name="folder">Goes into the paths of the files; empty for none.</param>
    public static PackageTexts Write(Network network, string folder = "")
    {
        string graph = WriteGraph(network.Graph);
        return new PackageTexts(
            new TextFile(Path.Combine(folder, PackageTexts.GraphFile), graph),
            new TextFile(Path.Combine(folder, PackageTexts.QuantSpecFile), WriteQuantSpec(network, PackageIdentity.HashOf(graph))),
            new TextFile(Path.Combine(folder, PackageTexts.ParametersFile), ParameterTextFormat.Write(network.Parameters)));
    }

    private static string WriteGraph(QuantizedGraph graph)
    {
        JsonWriter json = new();
        using (json.Object())
        {
            json.Member("schema", GraphReader.GraphSchema);
            json.Member("name", graph.Name);
            using (json.Object("source", inline: true))
            {
                json.Member("format", graph.Source.Format);
                json.Member("sha256", graph.Source.Sha256);
            }

            json.Member("inputs", graph.Inputs);
            json.Member("outputs", graph.Outputs);
            if (graph.States.Count > 0)
            {
                WriteStates(json, graph.States);
            }

            using (json.Array("tensors"))
            {
                foreach (TensorInfo tensor in graph.Tensors)
                {
                    using (json.Object(inline: true))
                    {
                        json.Member("index", tensor.Index);
                        json.Member("name", tensor.Name);
                        json.Member("dtype", tensor.Type.Name());
                        if (tensor.IsUnsigned)
                        {
                            json.Member("model_dtype", tensor.ModelType.Name());
                        }

                        json.Member("shape", tensor.Shape);
                        json.Member("layout", tensor.Layout.Name());
                        json.Member("constant", tensor.IsConstant);
                    }
                }
            }

            using (json.Array("nodes"))
            {
                foreach (GraphNode node in graph.Nodes)
                {
                    using (json.Object(inline: true))
                    {
                        json.Member("name", node.Name);
                        json.Member("op", node.Op);
                        json.Member("inputs", node.Inputs);
                        json.Member("outputs", [node.Output]);
                        node.WriteAttributes(json);
                    }
                }
            }
        }

        return json.ToString();
    }

    private static void WriteStates(JsonWriter json, EquatableArray<StateVariable> states)
    {
        using (json.Array("states"))
        {
            foreach (StateVariable state in states)
            {
                using (json.Object(inline: true))
                {
                    json.Member("name", state.Name);
                    json.Member("current", state.Current);
                    json.Member("next", state.Next);
                    json.Member("initial", state.Initial);
                }
            }
        }
    }

    private static string WriteQuantSpec(Network network, string graphSha256)
    {
        QuantizedGraph graph = network.Graph;
        JsonWriter json = new();
        using (json.Object())
        {
            json.Member("schema", GraphReader.QuantSpecSchema);
            json.Member(PackageTexts.GraphHashMember, graphSha256);
            WriteSemantics(json, graph.Semantics);
            OperatorRecord.Of(graph.Operators).Write(json, "operators");
            if (graph.Reduction is not null)
            {
                ReductionJson.Write(json, graph.Reduction);
            }

            using (json.Array("tensors"))
            {
                foreach (TensorInfo tensor in graph.Tensors)
                {
                    if (tensor.Quantization is not null)
                    {
                        WriteQuantization(json, tensor.Index, tensor.Quantization);
                    }
                }
            }

            using (json.Array("nodes"))
            {
                foreach (GraphNode node in graph.Nodes)
                {
                    using (json.Object())
                    {
                        json.Member("name", node.Name);
                        node.WriteQuantization(json);
                    }
                }
            }

            using (json.Array("parameters"))
            {
                foreach (int tensor in network.Parameters.Tensors)
                {
                    using (json.Object(inline: true))
                    {
                        json.Member("index", tensor);
                        json.Member("sha256", network.Parameters[tensor].Sha256);
                    }
                }
            }
        }

        return json.ToString();
    }

    /// <summary>Writes the member <c>semantics</c>, which every output file carries.</summary>
    public static void WriteSemantics(JsonWriter json, GraphSemantics semantics)
    {
        using (json.Object("semantics"))
        {
            json.Member("operands", semantics.Operands.Name());
            json.Member("padding", semantics.Padding.Name());
            json.Member("order", GraphSemantics.Order);
            using (json.Object("accumulator", inline: true))
            {
                json.Member("bits", GraphSemantics.AccumulatorBits);
                json.Member("overflow", GraphSemantics.Overflow);
            }
        }
    }

    private static void WriteQuantization(JsonWriter json, int tensor, TensorQuantization quantization)
    {
        using (json.Object(inline: true))
        {
            json.Member("index", tensor);
            json.Member("scale", quantization.ScaleBits.Select(bits => Invariant($"0x{bits:x8}")));
            if (quantization.IsPerChannel)
            {
                json.Member("axis", quantization.Axis);
            }
            else
            {
                json.Member("real_scale", quantization.ScaleText);
            }

            if (quantization.ZeroPoints.Count > 0)
            {
                json.Member("zero_point", quantization.ZeroPoints);
            }
            else
            {
                json.Member("zero_point", quantization.ZeroPoint);
            }
        }
    }
}
