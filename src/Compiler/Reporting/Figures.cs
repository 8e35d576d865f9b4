using QMacVerify.Compiler.Circuits.Contract;
using QMacVerify.Generators.Support.Json;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Reporting;

/// <summary>Error figures, as tables and files show them.</summary>
internal static class Figures
{
    /// <summary>As many digits as tell figures apart.</summary>
    public static string Short(double value) => Math.Abs(value) switch
    {
        0 => "0",
        >= 1000 => Invariant($"{value:0.#}"),
        >= 1 => Invariant($"{value:0.##}"),
        >= 0.001 => Invariant($"{value:0.####}"),
        _ => Invariant($"{value:G2}"),
    };

    /// <summary>Members of the open object. Shares are fractions of 1, not percent.</summary>
    public static void Write(JsonWriter json, ErrorMetrics metrics)
    {
        json.Member("mae", metrics.Mae);
        json.Member("wce", metrics.Wce);
        json.Member("ep", metrics.Ep);
        json.Member("mre", metrics.Mre);
        json.Member("mre_of_nonzero", metrics.MreOfNonzero);
        json.Member("mse", metrics.Mse);
        json.Member("bias", metrics.Bias);
    }
}
