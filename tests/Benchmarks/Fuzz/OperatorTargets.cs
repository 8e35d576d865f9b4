using System.Buffers.Binary;
using System.Text;
using QMacVerify.Compiler.Circuits;
using QMacVerify.Compiler.Circuits.Cost;
using QMacVerify.Compiler.Circuits.Verilog;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Tests.Shared;
using QMacVerify.Tests.Shared.Fuzz;

namespace QMacVerify.Benchmarks.Fuzz;

/// <summary>Operators of a user: specs, tables of four kinds, exported files, assignments, costs, and circuits up to the simulator.</summary>
internal static class OperatorTargets
{
    private const int Codes = 256;
    private const string NoTable = "\"table\": []";

    private static readonly string[] Specs =
    [
        "trunc:2", "exact", "drum:4", "mitchell", "bam:h=2,v=3", "trunc_col:3", "trunc_op:1",
        "table:mul.npy,unsigned,wrap=sign_magnitude,activation=B", "table:mul.h,signed,layout=code", "table:mul.qop.json",
    ];

    /// <summary>Macros, attributes, two modules, a clock: what a scanner can be led astray with.</summary>
    private const string Circuit = """
        `define WIDTH 8
        `define ADD(a, b) (a + b)
        module mul #(parameter N = `WIDTH, M = 2*N)(input clk, input signed [N-1:0] A, input [7:0] B, output reg signed [M-1:0] O);
          (* keep *) wire [15:0] p = `ADD($signed(A) * B, 16'sh0);
          genvar i;
          generate for (i = 0; i < 2; i = i + 1) begin : part wire \x.y  = p[i]; end endgenerate
          /* comment */ always @(posedge clk) O <= p; // end
        endmodule
        module cell_1(a, y); input a; output y; not #(1, 2) g(y, a); endmodule
        """;

    public static IEnumerable<FuzzTarget> All(TemporaryFolder scratch) => [Tables(scratch), Exported(), Assignments(), Circuits(scratch), Costs()];

    /// <summary>Tables of 65,536 products take milliseconds each, so the share is small.</summary>
    private static FuzzTarget Tables(TemporaryFolder scratch)
    {
        int[] products = [.. Enumerable.Range(0, Codes * Codes).Select(i => (i / Codes - 128) * (i % Codes - 128))];
        (string Name, byte[] Content)[] files =
        [
            ("mul.npy", NpyFormat.ToBytes(NpyArray.Create<int>([Codes, Codes], products))),
            ("mul.npy", NpyFormat.ToBytes(NpyArray.Create([Codes, Codes], Array.ConvertAll(products, product => (short)product)))),
            ("mul.bin", Words(products)),
            ("mul.h", FuzzTargets.Bytes($"// table\nconst int16_t mul[256][256] = {{{string.Join(",\n", Rows(products).Select(row => $"{{{string.Join(", ", row)}}}"))}}};\n")),
            ("mul.txt", FuzzTargets.Bytes(string.Join('\n', Rows(products).Select(row => string.Join(' ', row))))),
        ];
        return new FuzzTarget("table", 1, random =>
        {
            (string name, byte[] content) = files[random.NextBelow(files.Length)];

            // A bit anywhere changes a product; what else is damaged is near the begin, where headers are.
            int head = Math.Min(content.Length, random.NextBelow(3) == 0 ? content.Length : 200);
            byte[] damaged = [.. new FileMutator([content[..head]]).Mutate(random).File, .. content[head..]];
            string options = string.Concat(new[] { ",signed", ",unsigned", ",layout=code", ",wrap=sign_magnitude", ",activation=B" }.Where(_ => random.NextBelow(5) == 0));
            return new FuzzCase(name, damaged, () =>
            {
                File.WriteAllBytes(scratch.PathOf(name), damaged);
                _ = OperatorResolver.Multiplier($"table:{scratch.PathOf(name)}{options}").Multiplier;
            });
        });
    }

    private static FuzzTarget Exported()
    {
        EquatableArray<short> codes = Enumerable.Range(sbyte.MinValue, Codes).Select(code => (short)code).ToEquatableArray();
        string[] corpus =
        [
            OperatorFileWriter.Write(new OperatorFile(ScrambledMultiplier.Table(), 0)),
            OperatorFileWriter.Write(new OperatorFile(
                new TableMultiplier("table:mul.npy,signed", MultiplierTable.Of(new ExactMultiplier())) { Factors = new ProductFactors(EquatableArray.Of(new ProductTerm(codes, codes))) }, 1)),
        ];
        TextMutator texts = new(corpus);
        return new FuzzTarget("operator", 1, random =>
        {
            // The table is most of the text, and its hash finds every change: mostly what stands around it is changed.
            string text = corpus[random.NextBelow(corpus.Length)];
            int table = text.IndexOf("\"table\"", StringComparison.Ordinal);
            byte[] file = random.NextBelow(4) == 0
                ? FuzzTargets.Damage(texts, text, random)
                : FuzzTargets.Bytes(Encoding.UTF8.GetString(FuzzTargets.DamageJson(texts, $"{text[..table]}{NoTable}}}", random))
                    .Replace(NoTable, text[table..text.LastIndexOf('}')], StringComparison.Ordinal));
            return new FuzzCase("mul.qop.json", file, () => OperatorFileReader.Read("mul.qop.json", Encoding.UTF8.GetString(file)));
        });
    }

    private static FuzzTarget Assignments()
    {
        Package package = new(TinyGraphs.Network(1), TinyGraphs.Network(1).Identity());
        string[] layers = [.. package.Network.Graph.ProductNodes.Select(layer => layer.Name)];
        string[] corpus =
        [
            .. Specs.Select(spec => $$"""
                {
                  "default": { "multiplier": "{{spec}}", "adder": "loa:2" },
                  "layers": [
                    { "name": "{{layers[0]}}", "multiplier": "trunc:1" },
                    { "name": "*", "adder": "exact" }
                  ]
                }
                """),
        ];
        TextMutator texts = new(corpus);
        return new FuzzTarget("assign", 1, random =>
        {
            byte[] file = FuzzTargets.DamageJson(texts, corpus[random.NextBelow(corpus.Length)], random);
            return new FuzzCase("assign.json", file, () =>
            {
                OperatorRequest request = new(null, null, new TextFile("assign.json", Encoding.UTF8.GetString(file)));
                PlanRequest plan = new(null, PlannedNetwork.DefaultNamespace, request, EquatableArray<StrategyRequest>.Empty);
                _ = PlannedPackage.Of(package, plan, new OperatorSource(CancellationToken.None));
            });
        });
    }

    /// <summary>Sources up to where a simulator would be asked, which would take the time of a process.</summary>
    private static FuzzTarget Circuits(TemporaryFolder scratch)
    {
        string[] corpus = [Circuit, .. Directory.GetFiles(RepositoryFiles.PathOf("hdl"), "*.v").Order(StringComparer.Ordinal).Select(File.ReadAllText).Where(text => text.Length < 6000)];
        TextMutator texts = new(corpus);
        string path = scratch.PathOf("mul.v");
        string[] options = ["", ",top=mul", ",top=mul,ports=A:B:O,clk=clk,latency=1", ",top=mul,param.N=8", $",top=mul,cells={path}"];
        return new FuzzTarget("circuit", 2, random =>
        {
            byte[] file = FuzzTargets.Damage(texts, random.NextBelow(2) == 0 ? Circuit : corpus[random.NextBelow(corpus.Length)], random);
            string spec = $"verilog:{path}{options[random.NextBelow(options.Length)]}";
            return new FuzzCase("mul.v", file, () =>
            {
                File.WriteAllBytes(path, file);
                MultiplierSpec parsed = MultiplierSpec.Parse(spec, out string error) ?? throw new InvalidOperationException(error);
                _ = VerilogCircuit.Read(new SpecText((MultiplierFileSpec)parsed), []).Key;
            });
        });
    }

    /// <summary>Tables of costs, and lines of specs.</summary>
    private static FuzzTarget Costs()
    {
        string[] corpus = [$"operator,cost\n{string.Join('\n', Specs.Select((spec, i) => $"{spec},{i}.5"))}\n", "kind,operator,cost\nmultiplier,trunc:2,1\nadder,loa:4,0.25\n"];
        TextMutator texts = new(corpus);
        return new FuzzTarget("costs", 1, random =>
        {
            byte[] file = FuzzTargets.Damage(texts, corpus[random.NextBelow(corpus.Length)], random);
            return new FuzzCase("costs.csv", file, () =>
            {
                foreach (CostRow row in CostTable.Read("costs.csv", file))
                {
                    _ = row.IsAdder ? OperatorSpec.ParseAdder(row.Spec, out _) : (object?)MultiplierSpec.Parse(row.Spec, out _);
                }
            });
        });
    }

    private static int[][] Rows(int[] products) => [.. products.Chunk(Codes)];

    private static byte[] Words(int[] products)
    {
        byte[] bytes = new byte[sizeof(short) * products.Length];
        for (int i = 0; i < products.Length; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(sizeof(short) * i), (short)products[i]);
        }

        return bytes;
    }
}
