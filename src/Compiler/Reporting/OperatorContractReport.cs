using QMacVerify.Compiler.Circuits;
using QMacVerify.Compiler.Circuits.Contract;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Circuits.Factorization;
using QMacVerify.Generators.Support.Json;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Reporting;

/// <summary>The contract of a multiplier as text and as JSON.</summary>
internal static class OperatorContractReport
{
    public const string Schema = "qmac.operator_contract/1";

    public static string ToText(OperatorContract contract)
    {
        TableProperties properties = contract.Properties;
        List<string> lines =
        [
            $"{contract.Resolved.Multiplier.Spec}: {contract.Resolved.Multiplier.Description}",
            $"sha256:     {contract.Sha256}, of 65,536 products, activation outer",
            $"operands:   {Operands(contract.Resolved.Origin)}",
            Invariant($"products:   {properties.LeastProduct} to {properties.GreatestProduct}, {properties.ProductBits} bits"),
            $"zero:       f(0, w) = 0 {Always(properties.ZeroActivationGivesZero)}, f(x, 0) = 0 {Always(properties.ZeroWeightGivesZero)}",
            $"commutes:   {Count(properties.NonCommutingPairs, "yes", "no, {0:N0} of 65,536 pairs differ from their mirror")}",
            $"monotone:   {Count(properties.NonMonotoneWeights, "yes, in the activation, for every weight", "no, not in the activation for {0} of 256 weights: ends of intervals prove nothing")}",
            $"exceeds:    {Count(properties.PairsAboveExact, "never the exact product in magnitude", "the exact product in magnitude on {0:N0} of 65,536 pairs")}",
            $"closed:     {(contract.ClosedForms.Count == 0 ? "no form recognised" : string.Join("; ", contract.ClosedForms))}",
            $"rank:       {Rank(contract.Rank)}",
            $"form:       {contract.ProductForm.Description}",
        ];
        if (contract.Own is OwnDomain own)
        {
            lines.Add($"circuit:    unsigned, 0 to 255: f(0, v) = f(u, 0) = 0 {Always(own.GivesZeroForZero)}, "
                + $"{Count(own.NonCommutingPairs, "commutes", "{0:N0} pairs differ from their mirror")}, rank {own.Rank.Rank}");
        }

        string notes = string.Concat(contract.Resolved.Notes.Select(note => $"{Notes.Line(note)}\n"));
        return $"{string.Join('\n', lines)}\n\n{MetricsTable(contract)}{PartialProducts(contract)}{(notes.Length > 0 ? "\n" : "")}{notes}";
    }

    /// <summary>The contract, and where there is one a network's share.</summary>
    public static string ToJson(OperatorContract contract, OperandErrorReport? operands = null)
    {
        JsonWriter json = new();
        using (json.Object())
        {
            json.Member("schema", Schema);
            json.Member("kind", "multiplier");
            json.Member("spec", contract.Resolved.Multiplier.Spec);
            json.Member("description", contract.Resolved.Multiplier.Description);
            json.Member("sha256", contract.Sha256);
            WriteOperands(json, contract.Resolved.Origin);
            Figures.Write(json, contract.Metrics);
            json.Member("rank", contract.Rank.Rank);
            json.Member("rank_proved", contract.Rank.IsProved);
            WriteFactors(json, contract.Rank);
            json.Member("closed_forms", contract.ClosedForms);
            json.Member("product_form", contract.ProductForm.Description);
            WriteBits(json, contract.Bits);
            WriteProperties(json, contract.Properties);
            WriteOwn(json, contract.Own);
            operands?.Write(json);
            json.Member("notes", contract.Resolved.Notes);
        }

        return json.ToString();
    }

    private static string Operands(MultiplierOrigin? origin) => origin is null
        ? "activation, weight, int8"
        : $"activation to {(origin.ActivationIsB ? "B" : "A")}, weight to {(origin.ActivationIsB ? "A" : "B")}, {origin.Wrapping.Name()}: {origin.Wrapping.Formula()}";

    private static string Always(bool holds) => holds ? "always" : "not always";

    private static string Count(int count, string none, string some) =>
        count == 0 ? none : string.Format(System.Globalization.CultureInfo.InvariantCulture, some, count);

    private static string Rank(TableRank rank) => Invariant($"{rank.Rank} as a 256 x 256 integer matrix")
        + (rank.Factors is ProductFactors factors ? $"; f(a, w) = {Sum(factors.Terms.Count)} of int16, checked on all pairs"
            : rank.Rank > FactorSearch.MaxTerms ? ""
            : "; no factorization into int16 was found")
        + (rank.IsProved ? "" : " (the rank modulo two primes of 31 bits, a lower bound)");

    private static string Sum(int terms) => terms switch
    {
        0 => "0, without terms",
        1 => "u(a) v(w)",
        _ => Invariant($"u1(a) v1(w) + ... + u{terms}(a) v{terms}(w)"),
    };

    private static string MetricsTable(OperatorContract contract)
    {
        TextTable table = new("errors", ">MAE", ">WCE", ">EP %", ">MRE %", ">MRE %, exact != 0", ">MSE", ">bias");
        void Add(string name, ErrorMetrics metrics) => table.Add(
            name,
            Figures.Short(metrics.Mae),
            Invariant($"{metrics.Wce}"),
            Figures.Short(100 * metrics.Ep),
            Figures.Short(100 * metrics.Mre),
            Figures.Short(100 * metrics.MreOfNonzero),
            Figures.Short(metrics.Mse),
            Figures.Short(metrics.Bias));

        Add("int8 operands", contract.Metrics);
        if (contract.Own is OwnDomain own)
        {
            Add("circuit, 0 to 255", own.Metrics);
        }

        return table.ToString();
    }

    /// <summary>A dot where the partial product of two bits is missing.</summary>
    private static string PartialProducts(OperatorContract contract)
    {
        if (contract.Bits is not BilinearForm bits || !bits.Dropped.Any() || ClosedForms.PartialProductRows(bits) is not IReadOnlyList<string> rows)
        {
            return "";
        }

        IEnumerable<string> lines = rows.Select((row, bit) => Invariant($"a{bit}  {string.Join("  ", row.ToCharArray())}"));
        return $"\npartial products, . is left out\n    w7 w6 w5 w4 w3 w2 w1 w0\n{string.Join('\n', lines)}\n";
    }

    private static void WriteOperands(JsonWriter json, MultiplierOrigin? origin)
    {
        using (json.Object("operands", inline: true))
        {
            json.Member("activation", origin?.ActivationIsB == true ? "B" : "A");
            json.Member("weight", origin?.ActivationIsB == true ? "A" : "B");
            json.Member("circuit", origin?.Table.IsSigned == false ? "uint8" : "int8");
            json.Member("wrapping", (origin?.Wrapping ?? OperandWrapping.Int8).Name());
        }
    }

    private static void WriteFactors(JsonWriter json, TableRank rank)
    {
        if (rank.Factors is null)
        {
            json.Null("factors");
            return;
        }

        using (json.Array("factors"))
        {
            foreach (ProductTerm term in rank.Factors.Terms)
            {
                using (json.Object())
                {
                    json.Member("activation", term.OfActivation.Select(value => (int)value));
                    json.Member("weight", term.OfWeight.Select(value => (int)value));
                }
            }
        }
    }

    private static void WriteBits(JsonWriter json, BilinearForm? bits)
    {
        if (bits is null)
        {
            json.Null("partial_products");
            return;
        }

        // c[i][j] of f(a, w) = sum of c[i][j] a_i w_j, bit 0 first.
        using (json.Array("partial_products"))
        {
            for (int i = 0; i < 8; i++)
            {
                using (json.Array(inline: true))
                {
                    for (int j = 0; j < 8; j++)
                    {
                        json.Value(bits[i, j]);
                    }
                }
            }
        }
    }

    private static void WriteProperties(JsonWriter json, TableProperties properties)
    {
        json.Member("product_bits", properties.ProductBits);
        json.Member("product_range", [properties.LeastProduct, properties.GreatestProduct]);
        json.Member("zero_activation_gives_zero", properties.ZeroActivationGivesZero);
        json.Member("zero_weight_gives_zero", properties.ZeroWeightGivesZero);
        json.Member("commutative", properties.NonCommutingPairs == 0);
        json.Member("non_commuting_pairs", properties.NonCommutingPairs);
        json.Member("monotone_in_activation", properties.NonMonotoneWeights == 0);
        json.Member("non_monotone_weights", properties.NonMonotoneWeights);
        json.Member("exceeds_exact", properties.PairsAboveExact > 0);
        json.Member("pairs_above_exact", properties.PairsAboveExact);

        // For weights -128 to 127.
        using (json.Object("by_weight"))
        {
            json.Member("least_product", properties.Weights.Select(weight => weight.LeastProduct));
            json.Member("greatest_product", properties.Weights.Select(weight => weight.GreatestProduct));
            json.Member("least_error", properties.Weights.Select(weight => weight.LeastError));
            json.Member("greatest_error", properties.Weights.Select(weight => weight.GreatestError));
        }
    }

    private static void WriteOwn(JsonWriter json, OwnDomain? own)
    {
        if (own is null)
        {
            json.Null("unsigned");
            return;
        }

        using (json.Object("unsigned"))
        {
            Figures.Write(json, own.Metrics);
            json.Member("rank", own.Rank.Rank);
            json.Member("rank_proved", own.Rank.IsProved);
            json.Member("zero_gives_zero", own.GivesZeroForZero);
            json.Member("non_commuting_pairs", own.NonCommutingPairs);
        }
    }
}
