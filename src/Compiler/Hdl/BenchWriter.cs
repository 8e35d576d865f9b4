using System.Text.RegularExpressions;
using QMacVerify.Compiler.Circuits.Verilog;
using QMacVerify.Compiler.Files;
using QMacVerify.Compiler.LayerBenches;
using QMacVerify.Compiler.OperatorCheck.Faults;
using QMacVerify.Generators.Circuits;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Hdl;

/// <summary>Renders wrappers and benches: every template has one method here.</summary>
internal static partial class BenchWriter
{
    /// <summary>Module <c>qm_mul</c>: a multiplier under the name that the benches and <c>mac_s8_acc32</c> instantiate.</summary>
    public static string MultiplierWrapper(Multiplier multiplier) => Wrapper(
        "qm_mul.v", multiplier.Spec, multiplier.BenchModule() ?? multiplier.RequiredModule());

    /// <summary>Module <c>qm_add</c>: likewise for an adder.</summary>
    public static string AdderWrapper(Adder adder) => Wrapper("qm_add.v", adder.Spec, adder.Verilog);

    /// <summary>Module <c>mul_table_tb</c>: writes the products of all 65,536 pairs.</summary>
    public static string MultiplierTable(Multiplier multiplier) =>
        TemplateRenderer.Render("mul_table_tb.v", new { Spec = SpecComment(multiplier.Spec) });

    /// <summary>Module <c>mul_tables_tb</c>: the same for several multipliers in one simulation.</summary>
    public static string MultiplierTables(IReadOnlyList<Multiplier> multipliers) => TemplateRenderer.Render("mul_tables_tb.v", new
    {
        Count = Invariant($"{multipliers.Count}"),
        Multipliers = multipliers.Select((multiplier, index) => new
        {
            Spec = SpecComment(multiplier.Spec),
            Index = Invariant($"{index}"),
            Instance = Instance(multiplier.RequiredModule()),
        }).ToArray(),
    });

    /// <summary>Module <c>adder_tb</c>: writes the sums of given vectors.</summary>
    public static string AdderVectors(Adder adder, int vectorCount) =>
        TemplateRenderer.Render("adder_tb.v", new { Spec = SpecComment(adder.Spec), VectorCount = Invariant($"{vectorCount}") });

    /// <summary>Module <c>adder_miter</c>: can the adder and <c>adder_reference</c> differ.</summary>
    public static string AdderMiter(Adder adder) =>
        TemplateRenderer.Render("adder_miter.v", new { Spec = SpecComment(adder.Spec), Adder = Instance(adder.Verilog) });

    /// <summary>Module <c>order_miter</c>: can the order of three additions make a difference.</summary>
    public static string OrderMiter(Adder adder) =>
        TemplateRenderer.Render("order_miter.v", new { Spec = SpecComment(adder.Spec), Adder = Instance(adder.Verilog) });

    /// <summary>Module <c>mac_miter</c>: can a chain and a tree of multiply-accumulates differ.</summary>
    /// <param name="chain">Operators of the chain.</param>
    /// <param name="tree">Operators of the tree.</param>
    /// <param name="taps">Products, at least 2.</param>
    public static string MacMiter(OperatorPair chain, OperatorPair tree, int taps) => TemplateRenderer.Render("mac_miter.v", new
    {
        Taps = Invariant($"{taps}"),
        ChainSpec = PairComment(chain),
        TreeSpec = PairComment(tree),
        ChainMultiplier = Instance(chain.Multiplier.RequiredModule()),
        ChainAdder = Instance(chain.Adder.Verilog),
        TreeMultiplier = Instance(tree.Multiplier.RequiredModule()),
        TreeAdder = Instance(tree.Adder.Verilog),
    });

    /// <summary>An operator with a fault inside, under a given name and with the ports of its kind.</summary>
    /// <param name="fault">What is wrong.</param>
    /// <param name="module">Name of the module, and the parameters that it takes and ignores.</param>
    /// <param name="healthy">The module inside, with its parameters.</param>
    public static string FaultyOperator(CircuitFault fault, VerilogModule module, VerilogModule healthy) => TemplateRenderer.Render("faulty_operator.v", new
    {
        Fault = fault.Name,
        Module = module.Name,
        Parameters = Holes(module.Parameters),
        fault.Ports.First,
        fault.Ports.Second,
        fault.Ports.Result,
        OperandTop = Invariant($"{fault.Ports.OperandBits - 1}"),
        ResultTop = Invariant($"{fault.Ports.ResultBits - 1}"),
        Healthy = Instance(healthy),
        DriverOfFirst = fault.IsSwapped ? fault.Ports.Second : fault.Ports.First,
        DriverOfSecond = fault.IsSwapped ? fault.Ports.First : fault.Ports.Second,
        fault.Value,
    });

    /// <summary>Module <c>layer_tb</c>: replays the operands of a layer and compares every accumulator.</summary>
    public static string Layer(LayerBenchInput layer) => TemplateRenderer.Render("layer_tb.v", LayerHoles(layer));

    /// <summary>Module <c>circuit_tb</c>: writes the products of a circuit of the user for all pairs of codes. Every name was checked to be plain.</summary>
    public static string Circuit(VerilogCircuit circuit) => TemplateRenderer.Render("circuit_tb.v", new
    {
        circuit.Top,
        Parameters = Holes(circuit.Parameters),
        circuit.Ports.A,
        circuit.Ports.B,
        circuit.Ports.O,
        IsClocked = circuit.Ports.Clock is not null,
        Clock = circuit.Ports.Clock?.Port ?? "",
        Reset = circuit.Ports.Clock?.Reset ?? "",
        ResetActive = circuit.Ports.Clock?.ResetIsLow == true ? "1'b0" : "1'b1",
        Latency = Invariant($"{circuit.Ports.Clock?.Latency}"),
    });

    /// <summary>How to run the folder of a layer.</summary>
    public static string LayerReadme(LayerBenchInput layer) => TemplateRenderer.Render("layer_bench.md", LayerHoles(layer));

    private static string Wrapper(string template, string spec, VerilogModule module) => TemplateRenderer.Render(template, new
    {
        Spec = SpecComment(spec),
        Module = module.Name,
        Parameters = Holes(module.Parameters),
    });

    /// <summary>A module with its parameters as it stands before the name of an instance.</summary>
    private static string Instance(VerilogModule module) => module.Parameters.Count == 0
        ? module.Name
        : $"{module.Name} #({string.Join(", ", module.Parameters.Select(p => Invariant($".{p.Name}({p.Value})")))})";

    private static string PairComment(OperatorPair pair) => $"amul {SpecComment(pair.Multiplier.Spec)}, aadd {SpecComment(pair.Adder.Spec)}";

    private static object[] Holes(IEnumerable<(string Name, int Value)> parameters) =>
        [.. parameters.Select(p => new { p.Name, Value = Invariant($"{p.Value}") })];

    private static object LayerHoles(LayerBenchInput layer) => new
    {
        // The name comes from a model, which may be hostile: a newline in it would end the comment.
        Layer = SafeName.Of(layer.LayerName),
        Multiplier = SpecComment(layer.Operators.Multiplier.Spec),
        Adder = SpecComment(layer.Operators.Adder.Spec),
        AccumulatorCount = Invariant($"{layer.Accumulators.Count}"),
        TapCount = Invariant($"{layer.TapCount}"),
    };

    // A spec may carry a file name; the separators of the grammar are harmless in a comment.
    private static string SpecComment(string spec) =>
        string.Concat(SpecParts().Split(spec).Select(part => part is ":" or "," or "=" ? part : SafeName.Of(part)));

    [GeneratedRegex("([:,=])")]
    private static partial Regex SpecParts();
}
