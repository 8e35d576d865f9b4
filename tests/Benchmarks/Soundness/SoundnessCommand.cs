using System.Globalization;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Build;
using QMacVerify.Compiler.Circuits;
using QMacVerify.Compiler.Import;
using QMacVerify.Compiler.Import.Tflite;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Tests.Shared;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Benchmarks.Soundness;

/// <summary>The long test of sound bounds: <c>soundness [--runs N]</c>, N runs over all pairs of a network and an operator.</summary>
internal static class SoundnessCommand
{
    private const int DefaultRuns = 1_000_000;

    /// <summary>Real models, and the built-in one.</summary>
    private static readonly string[] Networks = ["cnn_small", "ad01_autoencoder", "kws_dscnn", SharedModel.ResNet8];

    /// <summary>Published circuits: two signed ones, one unsigned with signs and magnitudes around it.</summary>
    private static readonly (string Name, string Options)[] Tables =
        [("mul8s_1KX2", "signed"), ("mul8s_1L2H", "signed"), ("mul8u_2AC", "unsigned,wrap=sign_magnitude")];

    /// <returns>0 where all runs stayed inside, 1 where one did not, 2 for a usage that is none.</returns>
    public static int Run(IReadOnlyList<string> arguments)
    {
        int runs = DefaultRuns;
        if (arguments is not [] && !(arguments is ["--runs", string number] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out runs) && runs > 0))
        {
            Console.Error.WriteLine("usage: soundness [--runs N]");
            return 2;
        }

        BenchmarkRun notes = new(isQuick: false);
        OperatorPair[] operators = [.. Operators(notes)];
        (string Name, Network Network, sbyte[] Centre)[] networks = [.. Networks.Select(name => Find(notes, name)).OfType<(string, Network, sbyte[])>()];
        int perRegion = Math.Max(1, (int)Math.Ceiling(runs / (double)(networks.Length * operators.Length * SoundnessRun.Regions(networks[0].Network, networks[0].Centre).Count)));
        long done = 0;
        long violations = 0;
        foreach ((string name, Network network, sbyte[] centre) in networks)
        {
            IReadOnlyList<InputRegion> regions = SoundnessRun.Regions(network, centre);
            IReadOnlyDictionary<int, sbyte[]>[][] directed = [.. regions.Select(region => SoundnessRun.Directed(network, region, perRegion).ToArray())];
            foreach (OperatorPair pair in operators)
            {
                CompiledRunner runner = InMemoryCompiler.Compile(CompiledModel.Plan(network, pair), isChecked: true);
                int ofPair = 0;
                for (int i = 0; i < regions.Count; i++)
                {
                    ConstraintsResult bounds = Constraints.Compute(network, new OperatorAssignment(pair), regions[i]);
                    ofPair += SoundnessRun.Violations(network, runner, bounds, directed[i], perRegion, Console.WriteLine);
                }

                done += (long)perRegion * regions.Count;
                violations += ofPair;
                Console.WriteLine(Invariant($"{name}; {pair}: {perRegion * regions.Count:N0} runs, {ofPair} violations"));
            }
        }

        foreach (string skip in notes.Skips)
        {
            Console.WriteLine($"skipped: {skip}");
        }

        Console.WriteLine(Invariant($"{done:N0} runs, {violations} violations"));
        return violations == 0 ? 0 : 1;
    }

    private static IEnumerable<OperatorPair> Operators(BenchmarkRun notes)
    {
        yield return OperatorPair.Exact;
        for (int drop = 1; drop <= 4; drop++)
        {
            yield return BenchmarkOperators.Product(new TruncatedMultiplier(drop));
        }

        foreach ((string name, string options) in Tables)
        {
            string file = Path.Combine(SharedMaterial.Folder ?? "", "operators", $"{name}.npy");
            if (File.Exists(file))
            {
                yield return BenchmarkOperators.Product(OperatorResolver.Multiplier($"table:{file},{options}").Multiplier);
            }
            else
            {
                notes.Skip(name, "not in the shared folder");
            }
        }
    }

    /// <summary>A network with the codes of one of its inputs.</summary>
    private static (string Name, Network Network, sbyte[] Centre)? Find(BenchmarkRun notes, string name)
    {
        if (BuiltInModels.Names.Contains(name))
        {
            Network builtIn = TfliteImporter.Import(BuiltInModels.Open(name), $"{name}.tflite", name);
            return (name, builtIn, new sbyte[builtIn.Graph.InputCodes.First().Codes.ElementCount]);
        }

        if (SharedModel.Find(notes, name) is not SharedModel model)
        {
            return null;
        }

        Network network = model.Import();
        return (name, network, InputCodes.Centres(network.Graph, model.Inputs(network, limit: 1), 0)[0]);
    }
}
