using QMacVerify.Compiler.Files;
using QMacVerify.Compiler.OperatorCheck.Faults;
using QMacVerify.Generators.Support.Json;
using QMacVerify.Runtime;

namespace QMacVerify.Compiler.OperatorCheck;

/// <summary>Writes an <see cref="OperatorReport"/> as JSON, schema <c>qmac.opcheck/1</c>: no times, no paths, the same bytes for the same check.</summary>
internal static class OperatorReportWriter
{
    public const string Schema = "qmac.opcheck/1";

    /// <summary>For example <c>amul_trunc_2_equiv_report.json</c>.</summary>
    public static string FileName(OperatorReport report)
    {
        string kind = report.Kind switch
        {
            OperatorKind.Multiplier => "amul_",
            OperatorKind.Adder => "aadd_",
            _ => "",
        };
        return $"{kind}{SafeName.Of(report.Spec.Replace(':', '_'))}_equiv_report.json";
    }

    /// <summary>Writes the report into a folder and returns its path.</summary>
    public static string Write(OperatorReport report, string folder)
    {
        string path = Path.Combine(folder, FileName(report));
        AtomicFile.WriteAllText(path, ToText(report));
        return path;
    }

    /// <summary>What was counted, as members of an open object.</summary>
    public static void WriteCounts(OperatorReport report, JsonWriter json)
    {
        json.Member("vectors", report.Vectors);
        json.Member("mismatches", report.Mismatches);
        json.Member("unknown", report.Unknown);
        WriteMismatch(report, json);
        if (report.CareMismatches is int careMismatches)
        {
            json.Member("care_mismatches", careMismatches);
        }

        if (report.Relation is string relation)
        {
            json.Member("relation", relation);
        }
    }

    /// <summary>The member <c>self_test</c>.</summary>
    public static void WriteSelfTest(SelfTestResult selfTest, JsonWriter json)
    {
        using (json.Object("self_test"))
        {
            json.Member("injected", selfTest.Injected);
            json.Member("caught", selfTest.Caught);
            if (selfTest.Reason is string reason)
            {
                json.Member("not_run", reason);
            }

            using (json.Array("benches"))
            {
                foreach (BenchFaults bench in selfTest.Benches)
                {
                    using (json.Object(inline: true))
                    {
                        json.Member("bench", bench.Name);
                        json.Member("injected", bench.Injected);
                        json.Member("escaped", bench.Escaped);
                    }
                }
            }
        }
    }

    private static string ToText(OperatorReport report)
    {
        JsonWriter json = new();
        using (json.Object())
        {
            json.Member("schema", Schema);
            json.Member("operator", report.Kind.Name());
            json.Member("spec", report.Spec);
            json.Member("status", report.Status.Name());
            MemberOrNull(json, "reason", report.Reason);
            WriteModule(report, json);
            MemberOrNull(json, "table_sha256", report.TableSha256);
            if (report.Seed is ulong seed)
            {
                json.Member("seed", checked((long)seed));
            }
            else
            {
                json.Null("seed");
            }

            WriteCounts(report, json);
            WriteTool(report, json);
            if (report.SelfTest is SelfTestResult selfTest)
            {
                WriteSelfTest(selfTest, json);
            }
        }

        return json.ToString();
    }

    private static void WriteModule(OperatorReport report, JsonWriter json)
    {
        if (report.Module is null)
        {
            json.Null("verilog");
            return;
        }

        using (json.Object("verilog"))
        {
            json.Member("module", report.Module.Name);
            using (json.Object("parameters"))
            {
                foreach ((string name, int value) in report.Module.Parameters)
                {
                    json.Member(name, value);
                }
            }

            MemberOrNull(json, "source_sha256", report.SourceSha256);
        }
    }

    private static void WriteMismatch(OperatorReport report, JsonWriter json)
    {
        if (report.FirstMismatch is not OperatorMismatch mismatch)
        {
            json.Null("first_mismatch");
            return;
        }

        bool isAdder = report.Kind == OperatorKind.Adder;
        using (json.Object("first_mismatch"))
        {
            json.Member(isAdder ? "accumulator" : "activation", mismatch.First);
            json.Member(isAdder ? "addend" : "weight", mismatch.Second);
            json.Member("expected", mismatch.Expected);
            if (mismatch.Got is int got)
            {
                json.Member("got", got);
            }
            else
            {
                json.Null("got");
            }
        }
    }

    private static void WriteTool(OperatorReport report, JsonWriter json)
    {
        if (report.ToolName is null)
        {
            json.Null("tool");
            return;
        }

        using (json.Object("tool"))
        {
            json.Member("name", report.ToolName);
            MemberOrNull(json, "version", report.ToolVersion);
            if (report.ToolProtection is string protection)
            {
                json.Member("protection", protection);
            }
        }
    }

    private static void MemberOrNull(JsonWriter json, string name, string? value)
    {
        if (value is null)
        {
            json.Null(name);
        }
        else
        {
            json.Member(name, value);
        }
    }
}
