using System.Runtime.InteropServices;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Benchmarks;

/// <summary>All tables of a run as JSON.</summary>
internal static class BenchmarkReport
{
    public static string Json(IEnumerable<BenchmarkTable> tables, IEnumerable<string> skips)
    {
        JsonWriter json = new();
        using (json.Object())
        {
            json.Member("schema", "qmac.benchmarks/2");
            json.Member("processor", Processor);
            json.Member("processors", Environment.ProcessorCount);
            json.Member("runtime", RuntimeInformation.FrameworkDescription);
            using (json.Array("tables"))
            {
                foreach (BenchmarkTable table in tables)
                {
                    table.Write(json);
                }
            }

            json.Member("skipped", skips);
        }

        return json.ToString();
    }

    /// <summary>What the machine calls itself.</summary>
    private static string Processor => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown"
        : RuntimeInformation.ProcessArchitecture.ToString();
}
