using QMacVerify.Compiler.Circuits.Contract;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Support.Json;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Reporting;

/// <summary>Multipliers with their figures, one line each.</summary>
internal static class OperatorList
{
    private const string Own =
        """
        Your own: table:FILE[,signed|unsigned,wrap=sign_magnitude|offset,activation=A|B,layout=numeric|code]
                  verilog:FILE[,top=T,ports=A:B:O,signed|unsigned,wrap=...,activation=A|B,cells=FILE,param.NAME=N,clk=C,latency=N,rst=R]

        """;

    public static string ToText()
    {
        TextTable table = new("multiplier", ">MAE", ">WCE", ">EP %", ">MRE %", ">bias", "sha256");
        foreach (Multiplier multiplier in Shown())
        {
            int[] products = MultiplierTable.Of(multiplier);
            ErrorMetrics metrics = ErrorMetrics.Of(products, -128);
            table.Add(
                multiplier.Spec,
                Figures.Short(metrics.Mae),
                Invariant($"{metrics.Wce}"),
                Figures.Short(100 * metrics.Ep),
                Figures.Short(100 * metrics.Mre),
                Figures.Short(metrics.Bias),
                MultiplierTable.Sha256(products)[..12]);
        }

        return $"{table}{Own.ReplaceLineEndings("\n")}";
    }

    public static string ToJson()
    {
        JsonWriter json = new();
        using (json.Object())
        {
            json.Member("schema", "qmac.operator_list/1");
            using (json.Array("multipliers"))
            {
                foreach (Multiplier multiplier in Shown())
                {
                    int[] products = MultiplierTable.Of(multiplier);
                    using (json.Object())
                    {
                        json.Member("spec", multiplier.Spec);
                        json.Member("description", multiplier.Description);
                        Figures.Write(json, ErrorMetrics.Of(products, -128));
                        json.Member("sha256", MultiplierTable.Sha256(products));
                    }
                }
            }
        }

        return json.ToString();
    }

    /// <summary>All of a form with one parameter; the example of a form with several.</summary>
    private static IEnumerable<Multiplier> Shown() => OperatorSpec.Multipliers.SelectMany(form =>
        ClosedForms.All(form).Where(multiplier => form.Parameters.Count < 2 || multiplier.Spec == form.Example));
}
