using QMacVerify.Generators.Circuits;

namespace QMacVerify.Compiler.OperatorCheck.Faults;

/// <summary>Operators of the same form with one parameter off by one: what is easily built by mistake.</summary>
internal static class OperatorNeighbours
{
    public static IEnumerable<Multiplier> Of(Multiplier multiplier) =>
        Of(multiplier.Spec, multiplier.Verilog, OperatorSpec.Multipliers);

    public static IEnumerable<Adder> Of(Adder adder) => Of(adder.Spec, adder.Verilog, OperatorSpec.Adders);

    private static IEnumerable<T> Of<T>(string spec, VerilogModule? module, IReadOnlyList<OperatorForm<T>> forms)
        where T : class
    {
        // Operators without a module of ours are files: they have no parameters.
        if (module is null || forms.FirstOrDefault(form => form.Name == spec.Split(':')[0]) is not OperatorForm<T> form)
        {
            yield break;
        }

        int[] values = [.. module.Parameters.Select(parameter => parameter.Value)];
        for (int i = 0; i < values.Length; i++)
        {
            int step = values[i] < form.Parameters[i].Maximum ? 1 : -1;
            yield return form.Create([.. values.Select((value, position) => position == i ? value + step : value)]);
        }
    }
}
