using QMacVerify.Compiler.Cosim;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support.Json;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Reporting;

/// <summary>A network that ran through RTL, as text and as JSON: the same bytes for the same run, times apart.</summary>
/// <param name="Model">Name of the network.</param>
/// <param name="Package">Which package it is.</param>
/// <param name="Operators">Its circuits.</param>
/// <param name="Result">What was found.</param>
internal sealed record CosimReport(string Model, PackageIdentity Package, OperatorAssignment Operators, CosimResult Result)
{
    private const string Schema = "qmac.cosim/1";

    /// <summary>What the bench was tried with; null where it was not.</summary>
    public FaultTrial? SelfTest { get; init; }

    /// <summary>What lanes and requantizers take; null where that is not asked for.</summary>
    public EngineCosts? Costs { get; init; }

    /// <summary>Whether nothing differs, and the bench found what was planted.</summary>
    public bool Passed => Result.Passed && SelfTest?.Passed != false;

    public string Verdict => Passed ? "PASS" : "FAIL";

    public string ToText()
    {
        TextTable table = new("layer", "operation", "engine", ">MACs", ">clocks", ">used %", ">compared", ">accumulators", ">codes", "");
        foreach (CosimLayer layer in Result.Layers)
        {
            table.Add(
                layer.Name,
                layer.Operation,
                layer.Operators is null ? "" : EngineOf(layer.Operators),
                layer.Macs > 0 ? Invariant($"{layer.Macs}") : "",
                layer.HostReason is null ? Invariant($"{layer.Cycles}") : "",
                layer.Utilization is double used ? Invariant($"{100 * used:0.0}") : "",
                layer.HostReason is null ? Invariant($"{layer.Compared}") : "",
                layer.HostReason is null && layer.Operators is not null ? Invariant($"{layer.AccumulatorMismatches}") : "",
                layer.HostReason is null ? Invariant($"{layer.CodeMismatches}") : "",
                layer.HostReason is string reason ? $"host: {reason}" : layer.Outside > 0 ? Invariant($"left its bounds in {layer.Outside} clocks") : layer.Problem ?? "");
        }

        IEnumerable<string> engines = Result.Engines.Select((engine, i) => $"engine {EngineName(i)}: {engine.Operators}{(engine.Note is null ? "" : $"; {engine.Note}")}\n");
        CosimLayer[] inRtl = [.. Result.Layers.Where(layer => layer.HostReason is null)];
        return Invariant($"{Escape(Model)}, {Result.Samples} samples through RTL, {Result.Simulator}, accumulators of {Result.Register.Bits} bits that {Result.Register.Overflow}\n")
            + string.Concat(engines)
            + $"\n{table}\naccumulators, codes: how many differ from the C# reference\n"
            + Invariant($"{inRtl.Length} of {Result.Layers.Count} operations in RTL, {Result.Macs} MACs in {Result.Cycles} clocks of {EngineSpec.Lanes} multipliers\n")
            + Invariant($"end to end: {Result.OutputMismatches} of {Result.Outputs} output elements differ from qmac run\n")
            + (Result.First is null ? "" : Divergence(Result.First))
            + SelfTestLine()
            + (Costs is null ? "" : EngineCostReport.ToText(Costs))
            + (Result.Layers.Any(layer => layer.Outside > 0) ? "SOUNDNESS: a value left the range that D_sound.json guarantees: a bug of qmac, unless the accumulators are narrower than it assumes; please report it\n" : "")
            + Invariant($"{Verdict}: {inRtl.Sum(layer => layer.Compared)} comparisons\n");
    }

    /// <summary>A short name where circuits are long: that of the engine which has them; those without are of a layer that runs on the host.</summary>
    private string EngineOf(OperatorPair operators) =>
        Result.Engines.Index().FirstOrDefault(engine => engine.Item.Operators == operators) is { Item: not null } found ? EngineName(found.Index) : operators.ToString();

    private static string EngineName(int index) => Invariant($"{index + 1}");

    public string ToJson()
    {
        JsonWriter json = new();
        using (json.Object())
        {
            json.Member("schema", Schema);
            Package.WriteModel(json, Model);
            OperatorRecord.Of(Operators).Write(json, "operators");
            json.Member("simulator", Result.Simulator);
            json.Member("samples", Result.Samples);
            using (json.Object("accumulator"))
            {
                json.Member("bits", Result.Register.Bits);
                json.Member("overflow", Result.Register.Overflow);
            }

            json.Member("lanes", EngineSpec.Lanes);
            json.Member("verdict", Verdict);
            using (json.Array("layers"))
            {
                foreach (CosimLayer layer in Result.Layers)
                {
                    using (json.Object())
                    {
                        Write(json, layer);
                    }
                }
            }

            using (json.Object("outputs"))
            {
                json.Member("compared", Result.Outputs);
                json.Member("mismatches", Result.OutputMismatches);
            }

            if (Result.First is FirstDivergence first)
            {
                using (json.Object("first_divergence"))
                {
                    Write(json, first);
                }
            }

            if (Costs is not null)
            {
                EngineCostReport.Write(json, Costs);
            }

            using (json.Object("self_test"))
            {
                json.Member("injected", SelfTest?.Faults.Count ?? 0);
                json.Member("caught", SelfTest?.Caught ?? 0);
                if (SelfTest is not null)
                {
                    Write(json, SelfTest);
                }
            }
        }

        return json.ToString();
    }

    private static void Write(JsonWriter json, CosimLayer layer)
    {
        json.Member("name", layer.Name);
        json.Member("op", layer.Operation);
        json.Member("in_rtl", layer.HostReason is null);
        if (layer.HostReason is string reason)
        {
            json.Member("reason", reason);
            return;
        }

        if (layer.Operators is OperatorPair pair)
        {
            json.Member("multiplier", pair.Multiplier.Spec);
            json.Member("adder", pair.Adder.Spec);
            json.Member("macs", layer.Macs);
        }

        json.Member("clocks", layer.Cycles);
        json.Member("compared", layer.Compared);
        json.Member("accumulator_mismatches", layer.AccumulatorMismatches);
        json.Member("code_mismatches", layer.CodeMismatches);
        json.Member("outside_bounds", layer.Outside);
        if (layer.Problem is string problem)
        {
            json.Member("problem", problem);
        }
    }

    private static void Write(JsonWriter json, FaultTrial trial)
    {
        if (trial.Problem is string problem)
        {
            json.Member("problem", problem);
        }

        using (json.Array("faults"))
        {
            foreach (InjectedFault fault in trial.Faults)
            {
                using (json.Object())
                {
                    json.Member("name", fault.Name);
                    json.Member("engine", fault.Engine);
                    json.Member("layer", fault.Layer);
                    json.Member("caught", fault.IsCaught);
                    json.Member("found", fault.Found);
                }
            }
        }

        using (json.Array("not_applicable"))
        {
            foreach (InapplicableFault fault in trial.Inapplicable)
            {
                using (json.Object())
                {
                    json.Member("name", fault.Name);
                    json.Member("engine", fault.Engine);
                    json.Member("reason", fault.Reason);
                }
            }
        }
    }

    private static void Write(JsonWriter json, FirstDivergence first)
    {
        json.Member("layer", first.Layer);
        json.Member("sample", first.Sample);
        json.Member("what", first.What);
        json.Member("channel", first.Channel);
        json.Member("y", first.Y);
        json.Member("x", first.X);
        json.Member("rtl", first.Rtl);
        json.Member("software", first.Software);
        if (first.Tap is DivergentTap tap)
        {
            json.Member("tap", tap.Index);
            Write(json, "rtl_tap", tap.Rtl);
            Write(json, "software_tap", tap.Software);
        }

        json.Member("looks_like", first.Looks);
    }

    private static void Write(JsonWriter json, string name, TapState? state)
    {
        if (state is TapState tap)
        {
            using (json.Object(name))
            {
                json.Member("before", tap.Before);
                json.Member("activation", tap.Activation);
                json.Member("weight", tap.Weight);
                json.Member("product", tap.Product);
                json.Member("sum", tap.Sum);
            }
        }
    }

    private static string Divergence(FirstDivergence first) =>
        Invariant($"first divergence: layer {Escape(first.Layer)}, sample {first.Sample}, channel {first.Channel}, y {first.Y}, x {first.X}: {first.What} {first.Rtl} in RTL, {first.Software} in software\n")
        + (first.Tap is DivergentTap tap ? Invariant($"  tap {tap.Index}: RTL {Form(tap.Rtl)}; software {Form(tap.Software)}\n") : "")
        + $"  looks like {first.Looks}\n";

    private static string Form(TapState? state) => state is TapState tap
        ? Invariant($"{tap.Activation} x {tap.Weight} = {tap.Product}, {tap.Before} -> {tap.Sum}")
        : "has none";

    private string SelfTestLine() => SelfTest is null
        ? "self-test: not run with these engines; qmac cosim --self-test plants faults that this bench must find\n"
        : Invariant($"self-test: {SelfTest.Caught} of {SelfTest.Faults.Count} planted faults caught{(SelfTest.Problem is null ? "" : $": {Escape(SelfTest.Problem)}")}\n")
            + string.Concat(SelfTest.Faults.Where(fault => !fault.IsCaught).Select(fault => $"  escaped: {fault.Name} in {fault.Engine}, layer {Escape(fault.Layer)}: {Escape(fault.Found)}\n"))
            + string.Concat(SelfTest.Inapplicable.Select(fault => $"  not applicable: {fault.Name} in {fault.Engine}: {fault.Reason}\n"));
}
