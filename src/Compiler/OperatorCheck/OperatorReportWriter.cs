using System.Text.Encodings.Web;
using System.Text.Json;
using QMacVerify.Compiler.Files;
using QMacVerify.Runtime;

namespace QMacVerify.Compiler.OperatorCheck;

/// <summary>Writes an <see cref="OperatorReport"/> as JSON, schema <c>qmac.opcheck/1</c>: no times, no paths, the same bytes for the same check.</summary>
internal static class OperatorReportWriter
{
    private static readonly JsonWriterOptions Layout = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>For example <c>amul_trunc_2_equiv_report.json</c>.</summary>
    public static string FileName(OperatorReport report)
    {
        string kind = report.Kind == OperatorKind.Multiplier ? "amul" : "aadd";
        return $"{kind}_{SafeName.Of(report.Spec.Replace(':', '_'))}_equiv_report.json";
    }

    /// <summary>Writes the report into a folder and returns its path.</summary>
    public static string Write(OperatorReport report, string folder)
    {
        string path = Path.Combine(folder, FileName(report));
        AtomicFile.Write(path, stream =>
        {
            using (Utf8JsonWriter json = new(stream, Layout))
            {
                Write(report, json);
            }

            stream.WriteByte((byte)'\n');
        });
        return path;
    }

    private static void Write(OperatorReport report, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("schema", "qmac.opcheck/1");
        json.WriteString("operator", report.Kind == OperatorKind.Multiplier ? "multiplier" : "adder");
        json.WriteString("spec", report.Spec);
        json.WriteString("status", StatusText(report.Status));
        json.WriteString("reason", report.Reason);
        WriteModule(report, json);
        json.WriteString("table_sha256", report.TableSha256);
        WriteNumber(json, "seed", report.Seed);
        json.WriteNumber("vectors", report.Vectors);
        json.WriteNumber("mismatches", report.Mismatches);
        json.WriteNumber("unknown", report.Unknown);
        WriteMismatch(report, json);
        WriteTool(report, json);
        json.WriteEndObject();
    }

    private static string StatusText(CheckStatus status) => status switch
    {
        CheckStatus.Equal => "equal",
        CheckStatus.Different => "different",
        CheckStatus.Skipped => "skipped",
        _ => "failed",
    };

    private static void WriteModule(OperatorReport report, Utf8JsonWriter json)
    {
        json.WriteStartObject("verilog");
        json.WriteString("module", report.Module.Name);
        json.WriteStartObject("parameters");
        foreach ((string name, int value) in report.Module.Parameters)
        {
            json.WriteNumber(name, value);
        }

        json.WriteEndObject();
        json.WriteString("source_sha256", report.SourceSha256);
        json.WriteEndObject();
    }

    private static void WriteMismatch(OperatorReport report, Utf8JsonWriter json)
    {
        if (report.FirstMismatch is not OperatorMismatch mismatch)
        {
            json.WriteNull("first_mismatch");
            return;
        }

        bool isMultiplier = report.Kind == OperatorKind.Multiplier;
        json.WriteStartObject("first_mismatch");
        json.WriteNumber(isMultiplier ? "activation" : "accumulator", mismatch.First);
        json.WriteNumber(isMultiplier ? "weight" : "addend", mismatch.Second);
        json.WriteNumber("expected", mismatch.Expected);
        WriteNumber(json, "got", mismatch.Got);
        json.WriteEndObject();
    }

    private static void WriteTool(OperatorReport report, Utf8JsonWriter json)
    {
        if (report.ToolName is null)
        {
            json.WriteNull("tool");
            return;
        }

        json.WriteStartObject("tool");
        json.WriteString("name", report.ToolName);
        json.WriteString("version", report.ToolVersion);
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, decimal? value)
    {
        if (value is decimal number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
