// Ratios between kernels, stages and analyses; docs/performance.md says how to read them.
//
//   dotnet run -c Release --project tests/Benchmarks -- [kernels|emit|bounds|all] [--json]
//   dotnet run -c Release --project tests/Benchmarks -- circuits     top-1 on published circuits, docs/circuits.md
//
// Every result is checked against the reference interpreter before it is timed.
using QMacVerify.Generators.Support.Json;
using QMacVerify.Benchmarks;
using QMacVerify.Benchmarks.Sections;

string[] sections = [.. args.Where(argument => argument != "--json")];
string section = sections.FirstOrDefault("all");
if (sections is ["circuits"])
{
    Console.Write(CircuitAccuracy.Run());
    return 0;
}

if (sections.Length > 1 || section is not ("kernels" or "emit" or "bounds" or "all"))
{
    Console.Error.WriteLine("usage: [kernels|emit|bounds|all] [--json], or circuits");
    return 2;
}

List<BenchmarkTable> tables = [];
foreach ((string name, Func<BenchmarkTable> run) in new (string, Func<BenchmarkTable>)[]
{
    // First, since it tells what a fresh process costs.
    ("emit", EmitBenchmark.Run),
    ("kernels", KernelBenchmark.Run),
    ("kernels", NetworkBenchmark.Run),
    ("bounds", BoundsBenchmark.Run),
})
{
    if (section == "all" || section == name)
    {
        tables.Add(run());
        if (!args.Contains("--json"))
        {
            Console.WriteLine(tables[^1].ToText());
        }
    }
}

if (args.Contains("--json"))
{
    JsonWriter json = new();
    using (json.Object())
    {
        json.Member("schema", "qmac.benchmarks/1");
        using (json.Array("tables"))
        {
            tables.ForEach(table => table.Write(json));
        }
    }

    Console.Write(json);
}

return 0;
