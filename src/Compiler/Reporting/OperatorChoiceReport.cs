using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Certificates;
using QMacVerify.Generators.Graph;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Reporting;

/// <summary>Chosen operators as a table, one line per layer.</summary>
internal static class OperatorChoiceReport
{
    public static string ToText(OperatorChoice choice, Certificate certificate)
    {
        TextTable table = new("layer", ">products", "multiplier", ">cost", "local error");
        foreach ((MacNode layer, Candidate candidate) in choice.Layers)
        {
            int index = certificate.Bounds.Layers.First(bounds => bounds.Node.Name == layer.Name).Index;
            LayerDeviation deviation = certificate.Bounds.Deviation!.Layers.First(other => other.Index == index);
            table.Add(layer.Name, Invariant($"{layer.Geometry.Macs}"), candidate.Text, Invariant($"{candidate.Cost}"), deviation.LocalError.Lsb.ToString());
        }

        string[] exact = [.. certificate.Bounds.Layers.Where(bounds => bounds.Node is not MacNode).Select(bounds => Quote(bounds.Node.Name))];
        string left = exact.Length == 0 ? "" : $"left exact, as they multiply two computed tensors: {string.Join(", ", exact)}\n";
        return Invariant($"{table}{left}products times cost: {choice.Cost}; no logit moves more than {certificate.Lsb} codes{(certificate.IsTrivial ? ", which is no more than both networks' bounds say" : "")}\n");
    }
}
