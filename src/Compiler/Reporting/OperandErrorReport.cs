using QMacVerify.Compiler.Circuits;
using QMacVerify.Compiler.Evaluation.Operands;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support.Json;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Reporting;

/// <summary>Errors of a multiplier on the operands that occur in a network, beside those over all pairs, as text and as JSON.</summary>
/// <param name="Model">Name of the network.</param>
/// <param name="ModelSha256">Hash of its package.</param>
/// <param name="Samples">Samples whose operands were counted.</param>
/// <param name="Operators">The circuits with which activations were computed.</param>
/// <param name="Uniform">Over all 65,536 pairs.</param>
/// <param name="Layers">Of each layer of products.</param>
/// <param name="All">Of all layers together: each product counts as much as any other.</param>
internal sealed record OperandErrorReport(
    string Model, string ModelSha256, int Samples, OperatorAssignment Operators, PairErrors Uniform, IReadOnlyList<(ProductNode Layer, PairErrors Errors)> Layers, PairErrors All)
{
    public const string Member = "on_network";

    /// <summary>Measures a multiplier on operands that were counted.</summary>
    /// <exception cref="Generators.Diagnostics.DiagnosticException">Centred activations leave the multiplier's domain.</exception>
    public static OperandErrorReport Of(ResolvedMultiplier resolved, Network network, string sha256, NetworkOperands operands)
    {
        (OperandPairs Pairs, (long[] Counts, int[] Errors) Counted)[] layers =
            [.. operands.Layers.Select(pairs => (pairs, (pairs.Counts(), pairs.ErrorsOf(resolved.Multiplier))))];
        return new OperandErrorReport(
            network.Graph.Name,
            sha256,
            operands.Samples,
            operands.Operators,
            PairErrors.Uniform(OperandPairs.ErrorsOf(resolved.Multiplier, centre: 0)),
            [.. layers.Select(layer => (layer.Pairs.Layer, PairErrors.Of([layer.Counted])))],
            PairErrors.Of(layers.Select(layer => layer.Counted)));
    }

    public string ToText()
    {
        TextTable table = new("operands of", ">products", ">mean error", ">MAE", ">RMS", ">worst", ">EP %");
        void Add(string name, PairErrors errors) => table.Add(
            name,
            Invariant($"{errors.Pairs}"),
            Figures.Short(errors.Bias),
            Figures.Short(errors.Mae),
            Figures.Short(errors.Rms),
            Invariant($"{errors.Wce}"),
            Figures.Short(100 * errors.Ep));

        foreach ((ProductNode layer, PairErrors errors) in Layers)
        {
            Add(layer.Name, errors);
        }

        Add("all layers", All);
        Add("all 65,536 pairs once", Uniform);
        string circuits = Operators == OperatorAssignment.Exact ? "the exact network" : "the network with the operators that it was reduced for";
        return Invariant($"{Escape(Model)}, {Samples} samples, activations of {circuits}:\n{table}");
    }

    /// <summary>Writes the member <c>on_network</c>.</summary>
    public void Write(JsonWriter json)
    {
        using (json.Object(Member))
        {
            using (json.Object("model"))
            {
                json.Member("name", Model);
                json.Member("sha256", ModelSha256);
            }

            json.Member("samples", Samples);
            OperatorRecord.Of(Operators).Write(json, "operators");
            Write(json, "uniform", Uniform);
            Write(json, "all_layers", All);
            using (json.Array("layers"))
            {
                foreach ((ProductNode layer, PairErrors errors) in Layers)
                {
                    using (json.Object(inline: true))
                    {
                        json.Member("name", layer.Name);
                        WriteMembers(json, errors);
                    }
                }
            }
        }
    }

    private static void Write(JsonWriter json, string name, PairErrors errors)
    {
        using (json.Object(name, inline: true))
        {
            WriteMembers(json, errors);
        }
    }

    private static void WriteMembers(JsonWriter json, PairErrors errors)
    {
        json.Member("products", errors.Pairs);
        json.Member("bias", errors.Bias);
        json.Member("mae", errors.Mae);
        json.Member("rms", errors.Rms);
        json.Member("wce", errors.Wce);
        json.Member("ep", errors.Ep);
    }
}
