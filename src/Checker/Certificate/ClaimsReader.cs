using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Checker.Certificate;

/// <summary>Reads a D_sound.json, every member of it, in the order of BOUNDS section 9.</summary>
internal static class ClaimsReader
{
    public const string Schema = "qmac.constraints/1";

    /// <summary>The kind of file that states what holds for all inputs.</summary>
    public const string Kind = "sound";

    /// <summary>Intervals, in the form of <see cref="Claims.Method"/>.</summary>
    public const string Method = MethodName + ", int64, version 1";

    /// <summary>Linear forms.</summary>
    public const string LinearMethod = LinearName + ", float64, rounded outward, version 1";

    private const string MethodName = "ibp";
    private const string LinearName = "crown";

    /// <summary>No network has as many nodes in a row.</summary>
    private const int MaxDepth = 1 << 16;

    private const string DigestOpen = ",\n  \"digest\": \"";
    private const string DigestClose = "\"\n}\n";

    /// <summary>The object of a file whose digest is that of its text.</summary>
    /// <exception cref="RefusedException">It is not, or it is no JSON.</exception>
    public static JsonElement Parse(byte[] file)
    {
        RequireDigest(file);
        try
        {
            using JsonDocument json = JsonDocument.Parse(file, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 32 });
            return json.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new RefusedException(Invariant($"the file is no JSON at line {e.LineNumber + 1}"));
        }
    }

    /// <summary>The claims of a file.</summary>
    /// <exception cref="RefusedException">Something is missing, unknown or out of place.</exception>
    public static Claims Read(JsonElement root) => Guarded(root, ReadClaims);

    /// <summary>What a function makes of a file, of which no text may have half a character.</summary>
    public static T Guarded<T>(JsonElement root, Func<Members, T> read)
    {
        try
        {
            return read(new Members(root, "the file"));
        }
        catch (InvalidOperationException)
        {
            throw new RefusedException("the file has half a character in a text");
        }
    }

    private static Claims ReadClaims(Members root)
    {
        Require(root.Text("schema"), Schema, "schema");
        Require(root.Text("kind"), Kind, "kind");
        (ModelClaim model, SemanticsClaim semantics, RegionClaim region) = (ReadModel(root.Object("model")), ReadSemantics(root.Object("semantics")), ReadRegion(root.Object("region")));
        (string method, int? depth, SplitClaim[] splits) = ReadMethod(root.Object("method"));
        Claims claims = new()
        {
            Model = model,
            Semantics = semantics,
            Region = region,
            Method = method,
            Depth = depth,
            Splits = splits,
            Layers = [.. root.List("layers").Select((layer, i) => ReadLayer(new Members(layer, Invariant($"layers[{i}]"))))],
            Elements = root.Optional("elements") is JsonElement elements ? ReadElements(new Members(elements, "elements")) : null,
            Certificates = root.Optional("certificates") is JsonElement certificates ? ReadCertificates(certificates) : [],
        };
        root.Text("digest");
        root.End();
        return claims;
    }

    private static void RequireDigest(byte[] file)
    {
        string text = Encoding.UTF8.GetString(file);
        int start = text.LastIndexOf(DigestOpen, StringComparison.Ordinal);
        string hash = start < 0 ? "" : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text[..start] + "\n}\n")));
        if (start < 0 || !file.AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(text[..start] + DigestOpen + hash + DigestClose)))
        {
            throw new RefusedException("the digest is not that of the file: it was cut or edited");
        }
    }

    public static ModelClaim ReadModel(Members members)
    {
        ModelClaim claim = new(members.Text("name"), members.Text("sha256"));
        members.End();
        return claim;
    }

    private static SemanticsClaim ReadSemantics(Members members)
    {
        SemanticsClaim claim = new(
            members.Text("requant"), members.Text("operands"), members.Text("padding"), ReadOperators(members), members.Text("order"),
            ReadAccumulator(members.Object("accumulator")));
        members.End();
        return claim;
    }

    private static AccumulatorClaim ReadAccumulator(Members members)
    {
        AccumulatorClaim claim = new(members.Integer("bits"), members.Text("overflow"));
        members.End();
        return claim;
    }

    private static OperatorClaim ReadOperators(Members members)
    {
        Members multiplier = members.Object("multiplier");
        OperatorClaim claim = new(multiplier.Text("id"), multiplier.Text("sha256"), members.Text("adder"));
        multiplier.End();
        return claim;
    }

    public static RegionClaim ReadRegion(Members members)
    {
        RegionClaim claim = new(members.Text("kind"), members.Before("hull"), members.Interval("hull"));
        members.End();
        return claim;
    }

    private static (string Method, int? Depth, SplitClaim[] Splits) ReadMethod(Members members)
    {
        string name = members.Text("name");
        if (name is not (MethodName or LinearName))
        {
            throw new RefusedException($"the method is {Quote(name)}, which this checker does not derive: it derives {Quote(MethodName)} and {Quote(LinearName)}");
        }

        string method = Invariant($"{name}, {members.Text("arithmetic")}, version {members.Integer("version")}");
        int? depth = null;
        if (name == LinearName)
        {
            long stated = members.Integer("depth");
            depth = stated is >= 0 and <= MaxDepth ? (int)stated : throw new RefusedException(Invariant($"the method looks back through {stated} layers, which is none of 0 to {MaxDepth}"));
            if (!members.Flag("experimental"))
            {
                throw new RefusedException("the method is experimental, and the file says that it is not");
            }
        }

        SplitClaim[] splits = name == MethodName && members.Optional("splits") is JsonElement list ? ReadSplits(list) : [];
        members.End();
        return (method, depth, splits);
    }

    private static SplitClaim[] ReadSplits(JsonElement list) => list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0
        ? [.. list.EnumerateArray().Select((entry, i) => ReadSplit(new Members(entry, Invariant($"splits[{i}]"))))]
        : throw new RefusedException("the method has no list as \"splits\"");

    /// <remarks>Arguments are read in their order, which is that of the file.</remarks>
    private static SplitClaim ReadSplit(Members members)
    {
        SplitClaim claim = new(members.Integer("part"), members.Integer("tensor"), members.Integer("element"), members.Integer("at"));
        members.End();
        return claim;
    }

    private static ElementsClaim ReadElements(Members members)
    {
        ElementsClaim claim = new(members.Text("file"), members.Text("sha256"), members.Text("layout"));
        members.End();
        return claim;
    }

    private static CertificateClaim[] ReadCertificates(JsonElement list) => list.ValueKind == JsonValueKind.Array
        ? [.. list.EnumerateArray().Select((entry, i) => ReadCertificate(new Members(entry, Invariant($"certificates[{i}]"))))]
        : throw new RefusedException("the file has no list as \"certificates\"");

    /// <remarks>Initializers run in their order, which is that of the file.</remarks>
    private static CertificateClaim ReadCertificate(Members members)
    {
        string claim = members.Text("claim");
        CertificateClaim certificate = claim switch
        {
            CertificateClaim.NoOverflow => new(claim) { Bits = members.Integer("bits"), Holds = members.Flag("holds") },
            CertificateClaim.LogitDeviation => new(claim) { Lsb = members.Integer("lsb"), Holds = true },
            CertificateClaim.ClassInvariance => new(claim) { Class = members.OptionalInteger("class") },
            _ => throw new RefusedException($"the certificate {Quote(claim)} is unknown"),
        };
        if (claim != CertificateClaim.NoOverflow)
        {
            Require(members.Text("scope"), "region", "scope of a certificate");
            certificate = claim == CertificateClaim.ClassInvariance ? certificate with { Holds = members.Flag("holds") } : certificate;
        }

        members.End();
        return certificate;
    }

    private static DeviationClaim ReadDeviation(Members local, Members difference)
    {
        DeviationClaim claim = new(
            local.Interval("acc"), local.Interval("lsb"), local.Interval("centred_acc"), local.Interval("centred_lsb"),
            difference.Interval("acc"), difference.Interval("lsb"));
        local.End();
        difference.End();
        return claim;
    }

    /// <remarks>Initializers run in their order, which is that of the file.</remarks>
    private static LayerClaim ReadLayer(Members members)
    {
        LayerClaim claim = new()
        {
            Index = members.Integer("index"),
            Name = members.Text("name"),
            Op = members.Text("op"),
            Taps = members.Integer("taps"),
            Operators = members.Optional("operators") is JsonElement operators ? ReadWhole(new Members(operators, "operators")) : null,
            Requant = members.OptionalText("requant"),
            Input = members.Interval("input"),
            Product = members.Interval("product"),
            Acc = members.Interval("acc"),
            Bits = ReadBits(members.Object("bits")),
            Overflow = members.Text("overflow"),
            ShiftOverflow = members.OptionalText("shift_overflow"),
            Output = members.Interval("output"),
            ConstantChannels = [.. members.List("constant_channels").Select(entry => ReadConstant(new Members(entry, "constant_channels")))],
            Channels = [.. members.List("channels").Select((entry, i) => ReadChannel(new Members(entry, Invariant($"channels[{i}]"))))],
            Care = ReadCare(members.Object("care")),
            Deviation = members.Optional("local_error") is JsonElement local ? ReadDeviation(new Members(local, "local_error"), members.Object("difference")) : null,
        };
        members.End();
        return claim;
    }

    private static BitsClaim ReadBits(Members members)
    {
        BitsClaim claim = new(
            members.Integer("final"), members.Integer("prefix"), members.Integer("any_order"), members.Integer("l1"), members.Integer("datatype"));
        members.End();
        return claim;
    }

    private static CareClaim ReadCare(Members members)
    {
        CareClaim claim = new(members.Interval("a"), members.Text("weights"), members.Integer("pairs"));
        members.End();
        return claim;
    }

    private static OperatorClaim ReadWhole(Members members)
    {
        OperatorClaim claim = ReadOperators(members);
        members.End();
        return claim;
    }

    private static (long Channel, long Value) ReadConstant(Members members)
    {
        (long Channel, long Value) claim = (members.Integer("c"), members.Integer("value"));
        members.End();
        return claim;
    }

    private static ChannelClaim ReadChannel(Members members)
    {
        ChannelClaim claim = new(
            members.Integer("c"), members.Interval("acc"), members.Interval("out"), members.Integer("bits"),
            members.Text("clamps_low"), members.Text("clamps_high"));
        members.End();
        return claim;
    }

    public static void Require(string found, string expected, string what)
    {
        if (found != expected)
        {
            throw new RefusedException($"the {what} is {Quote(found)}, expected {Quote(expected)}");
        }
    }
}
