using QMacVerify.Generators.Emit;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Support.Json;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Reporting;

/// <summary>One node of a plan: how its kernel is written and why, what bounds its accumulator, and its code.</summary>
internal static class KernelReport
{
    public static string ToText(KernelStep step, bool withCode)
    {
        List<string> lines =
        [
            $"{Escape(step.Node.Name)}: {step.Node.Op}, {string.Join(" and ", step.Inputs.Where(input => !input.IsConstant).Select(input => input.Signature))} to {step.Output.Signature}",
        ];
        if (step is MacStep mac)
        {
            lines.Add($"operators:   {mac.Operators.Multiplier} ({mac.Operators.Multiplier.Description}), adder {mac.Operators.Adder} ({mac.Operators.Adder.Description})");
            lines.Add($"strategy:    {mac.Strategy.Name()}, {mac.StrategyReason}");
            lines.Add(Invariant($"products:    {mac.Geometry.Taps} for each of {mac.Geometry.Positions * (long)mac.Geometry.OutChannels} outputs, {mac.Geometry.Macs:N0} in all"));
            lines.Add(Invariant($"accumulator: [{mac.Bound.Lower}, {mac.Bound.Upper}], {mac.Bound.Bits} bits, every prefix for any int8 activations"));
            lines.Add($"requantize:  {mac.Layer.Requantization.Kind.Name()}, {(mac.Layer.Requantization.IsPerChannel ? "per channel" : "per tensor")}, clamp [{mac.Layer.Requantization.Clamp.Lower}, {mac.Layer.Requantization.Clamp.Upper}]");
        }

        string text = string.Join("\n", lines) + "\n";
        string code = withCode ? ModelEmitter.EmitKernel(step) : "";
        return code.Length > 0 ? $"{text}\n{code}" : text;
    }

    public static string ToJson(KernelStep step, bool withCode)
    {
        JsonWriter json = new();
        using (json.Object())
        {
            json.Member("schema", "qmac.inspect_layer/1");
            json.Member("name", step.Node.Name);
            json.Member("op", step.Node.Op);
            json.Member("output", step.Output.Shape);
            if (step is MacStep mac)
            {
                json.Member("multiplier", mac.Operators.Multiplier.Spec);
                json.Member("adder", mac.Operators.Adder.Spec);
                json.Member("strategy", mac.Strategy.Name());
                json.Member("reason", mac.StrategyReason);
                json.Member("taps", mac.Geometry.Taps);
                json.Member("macs", mac.Geometry.Macs);
                json.Member("acc", [mac.Bound.Lower, mac.Bound.Upper]);
                json.Member("bits", mac.Bound.Bits);
            }

            if (withCode)
            {
                json.Member("code", ModelEmitter.EmitKernel(step));
            }
        }

        return json.ToString();
    }
}
