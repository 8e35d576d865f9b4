using QMacVerify.Generators.Emit;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Support.Json;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Reporting;

/// <summary>One node of a plan: how its kernel is written and why, what bounds its accumulator, and its code.</summary>
internal static class KernelReport
{
    public static string ToText(Kernel kernel, bool withCode)
    {
        List<string> lines =
        [
            $"{Escape(kernel.Node.Name)}: {kernel.Node.Op}, {string.Join(" and ", kernel.Inputs.Where(input => !input.IsConstant).Select(input => input.Signature))} to {kernel.Output.Signature}",
        ];
        if (kernel is ProductKernel mac)
        {
            lines.Add($"operators:   {mac.Operators.Multiplier} ({mac.Operators.Multiplier.Description}), adder {mac.Operators.Adder} ({mac.Operators.Adder.Description})");
            lines.Add(Strategy(kernel));
            lines.AddRange(mac.Others.Select(other => $"not:         {other.Strategy}, {other.Reason}"));
            lines.Add(Invariant($"products:    {mac.Product.Taps} for each of {mac.Output.ElementCount} outputs, {mac.Product.Macs:N0} in all"));
            lines.Add(Invariant($"accumulator: [{mac.Bound.Lower}, {mac.Bound.Upper}], {mac.Bound.Bits} bits, every prefix for any int8 activations"));
            lines.Add($"requantize:  {mac.Product.Requantization.Kind.Name()}, {(mac.Product.Requantization.IsPerChannel ? "per channel" : "per tensor")}, clamp [{mac.Product.Requantization.Clamp.Lower}, {mac.Product.Requantization.Clamp.Upper}]");
        }

        string text = string.Join("\n", lines) + "\n";
        string code = withCode ? ModelEmitter.EmitKernel(kernel) : "";
        return code.Length > 0 ? $"{text}\n{code}" : text;
    }

    public static string ToJson(Kernel kernel, bool withCode)
    {
        JsonWriter json = new();
        using (json.Object())
        {
            json.Member("schema", "qmac.inspect_layer/1");
            json.Member("name", kernel.Node.Name);
            json.Member("op", kernel.Node.Op);
            json.Member("output", kernel.Output.Shape);
            if (kernel is ProductKernel mac)
            {
                json.Member("multiplier", mac.Operators.Multiplier.Spec);
                json.Member("adder", mac.Operators.Adder.Spec);
                WriteStrategy(kernel, json);
                using (json.Array("others"))
                {
                    foreach (StrategyNote other in mac.Others)
                    {
                        using (json.Object())
                        {
                            json.Member("strategy", other.Strategy);
                            json.Member("reason", other.Reason);
                        }
                    }
                }

                json.Member("taps", mac.Product.Taps);
                json.Member("macs", mac.Product.Macs);
                json.Member("acc", [mac.Bound.Lower, mac.Bound.Upper]);
                json.Member("bits", mac.Bound.Bits);
            }
            else
            {
                WriteStrategy(kernel, json);
            }

            if (withCode)
            {
                json.Member("code", ModelEmitter.EmitKernel(kernel));
            }
        }

        return json.ToString();
    }

    private static string Strategy(Kernel kernel) => $"strategy:    {kernel.Strategy}, {kernel.Reason}";

    private static void WriteStrategy(Kernel kernel, JsonWriter json)
    {
        json.Member("strategy", kernel.Strategy);
        json.Member("reason", kernel.Reason);
    }
}
