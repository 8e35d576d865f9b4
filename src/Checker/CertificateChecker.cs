using System.Text.Json;
using QMacVerify.Checker.Arithmetic;
using QMacVerify.Checker.Certificate;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Checker;

/// <summary>Checks a D_sound.json, or a certificate of logits: every statement is derived again from the package, by definitions of this project alone.</summary>
/// <remarks>
/// Each layer and operation is derived from the boxes of its inputs as they are stated, so that where all is accepted
/// the stated boxes are a fixed point that holds the region, hence every run. Without a file of elements the boxes are those
/// derived before. Trusted are the readers of packages, <see cref="Multiplier.Apply"/>, and what is here.
/// </remarks>
public static class CertificateChecker
{
    /// <summary>Why a file is no certificate at all; null for one, right or wrong.</summary>
    public static string? Unfit(byte[] file)
    {
        const string None = "it is no D_sound.json of qmac constraints and no certificate of qmac certify or assign";
        try
        {
            using JsonDocument json = JsonDocument.Parse(file);
            string schema = TextOf(json, FileSchema.Member);
            if (schema.Length == 0)
            {
                return $"it does not say what it is: {None}";
            }

            if (FileSchema.Refusal(schema, "make it with qmac constraints, certify or assign", ClaimsReader.Schema, LogitClaimsReader.Schema) is string refusal)
            {
                return refusal;
            }

            return schema == LogitClaimsReader.Schema || TextOf(json, "kind") == ClaimsReader.Kind ? null
                : $"it is {Quote(TextOf(json, "kind"))}: what was observed claims nothing that could be checked; give the D_sound.json beside it";
        }
        catch (InvalidOperationException)
        {
            return $"it has half a character in a text: {None}";
        }
        catch (JsonException e)
        {
            return Invariant($"it is no JSON at line {e.LineNumber + 1}: {None}");
        }
    }

    /// <summary>Checks a certificate.</summary>
    public static Verdict Check(CheckRequest request)
    {
        Findings findings = new(canBeWider: false);
        try
        {
            JsonElement root = ClaimsReader.Parse(request.File);
            if (LogitClaimsReader.IsOne(root))
            {
                return new LogitCheck(request, LogitClaimsReader.Read(root), findings).Run();
            }

            Claims claims = ClaimsReader.Read(root);
            findings = new Findings(canBeWider: claims.Depth is not null || request.Package.Network.Graph.States.Count > 0);
            if (CompareIdentity(claims, request, findings) && ArithmeticsOf(claims, request, findings) is Dictionary<ProductNode, LayerArithmetic> arithmetics)
            {
                return new NetworkCheck(request, claims, arithmetics, findings).Run();
            }
        }
        catch (RefusedException refused)
        {
            findings.Refuse(refused.Message);
        }

        return new Verdict(findings.Reasons, findings.Notes, 0, 0, HasElements: false, []);
    }

    private static string TextOf(JsonDocument json, string name) =>
        json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : "";

    /// <summary>Whether a file is about a package: else nothing else in it means anything.</summary>
    internal static bool IsAbout(ModelClaim claim, Package package, Findings findings)
    {
        if (package.Identity.Refusal(claim.Name, claim.Sha256) is string refusal)
        {
            findings.Refuse($"it {refusal}");
            return false;
        }

        findings.Same("the file", "model.name", claim.Name, package.Network.Graph.Name);
        return true;
    }

    /// <summary>Whether the file is about this package, and in terms that are known.</summary>
    private static bool CompareIdentity(Claims claims, CheckRequest request, Findings findings)
    {
        QuantizedGraph graph = request.Package.Network.Graph;
        ProductNode[] layers = [.. graph.ProductNodes];
        if (!IsAbout(claims.Model, request.Package, findings))
        {
            return false;
        }

        findings.Same("the file", "method", claims.Method, claims.Depth is null ? ClaimsReader.Method : ClaimsReader.LinearMethod);
        findings.Same("semantics", "operands", claims.Semantics.Operands, graph.Semantics.Operands == OperandForm.Raw ? "raw" : "centred");
        findings.Same("semantics", "padding", claims.Semantics.Padding, graph.Semantics.Padding == PaddingRule.Multiply ? "multiply" : "skip");
        findings.Same("semantics", "order", claims.Semantics.Order, "kh,kw,ic");
        if (claims.Semantics.Accumulator.Register is null)
        {
            findings.Refuse(Invariant($"semantics: an accumulator of {claims.Semantics.Accumulator.Bits} bits that does {Quote(claims.Semantics.Accumulator.Overflow)} is none of 2 to 64 that wraps or saturates"));
        }

        if ((claims.Depth is not null || claims.IsBesideExact) && claims.Semantics.Accumulator.Register != Register.Default)
        {
            string what = claims.Depth is not null ? "linear forms" : "statements beside the exact network";
            findings.Refuse($"semantics: {what} are about accumulators of 32 bits that wrap");
        }

        findings.Same("semantics", "requant", claims.Semantics.Requant, NameOf(layers.Length == 0 ? RequantizationKind.TfliteDouble : layers[0].Requantization.Kind));
        findings.Same("the file", "number of layers", claims.Layers.Count, layers.Length);
        foreach ((LayerClaim claim, ProductNode layer) in claims.Layers.Zip(layers))
        {
            string where = $"layer {Quote(layer.Name)}";
            findings.Same(where, "name", claim.Name, layer.Name);
            findings.Same(where, "index", claim.Index, graph.Nodes.TakeWhile(node => !ReferenceEquals(node, layer)).Count());
            findings.Same(where, "op", claim.Op, layer.Op);
            findings.Same(where, "requant", claim.Requant ?? claims.Semantics.Requant, NameOf(layer.Requantization.Kind));
        }

        return findings.Reasons.Count == 0;
    }

    private static string NameOf(RequantizationKind kind) => kind switch
    {
        RequantizationKind.TfliteDouble => "tflite_double",
        RequantizationKind.TfliteSingle => "tflite_single",
        RequantizationKind.OnnxFloat => "onnx_float",
        _ => "accumulator",
    };

    private static Dictionary<ProductNode, LayerArithmetic>? ArithmeticsOf(Claims claims, CheckRequest request, Findings findings) => StatedCircuits.Of(
        claims.Semantics.Operators,
        [.. request.Package.Network.Graph.ProductNodes.Zip(claims.Layers, (layer, claim) => (layer, claim.Operators ?? claims.Semantics.Operators))],
        request,
        findings);
}
