using System.Globalization;
using System.Text.RegularExpressions;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Circuits.Verilog;

/// <summary>Which port is what. Ports are bound by name: C models and Verilog of one circuit are known to differ in their order.</summary>
/// <param name="A">First operand.</param>
/// <param name="B">Second operand.</param>
/// <param name="O">Product.</param>
/// <param name="Clock">Null for a combinational circuit.</param>
internal sealed record CircuitPorts(string A, string B, string O, CircuitClock? Clock)
{
    /// <summary>Bits of both operands.</summary>
    public const int OperandWidth = 8;

    /// <summary>Binds the ports of a module as a spec says; else A, B and O; else what direction and width leave no doubt about.</summary>
    /// <exception cref="InputException">Doubt is left, or an input would stay open.</exception>
    public static CircuitPorts Bind(SpecText spec, string fileName, VerilogModuleHeader module, ICollection<string> notes)
    {
        CircuitClock? clock = CircuitClock.Take(spec, fileName, module, notes);
        (string a, string b, string o) = spec.Take("ports") is string names
            ? Named(spec, fileName, module, names)
            : Detected(fileName, module, clock, notes);
        string[] bound = [a, b, o, .. clock?.Names ?? []];
        if (module.Ports.FirstOrDefault(port => port.Direction != PortDirection.Output && !bound.Contains(port.Name)) is VerilogPort open)
        {
            throw new InputException(
                $"module {module.Name} of {fileName} has an input {Quote(open.Name)} that is neither operand nor clock nor reset; wrap the module in one that drives it");
        }

        return new CircuitPorts(a, b, o, clock);
    }

    private static (string A, string B, string O) Named(SpecText spec, string fileName, VerilogModuleHeader module, string names)
    {
        string[] parts = names.Split(':');
        if (parts.Length != 3 || !parts.All(VerilogCircuit.IsPlainName) || parts.Distinct().Count() != 3)
        {
            throw spec.Error($"ports={names} is not valid; expected ports=A:B:O, the names of both operands and the product");
        }

        for (int i = 0; i < parts.Length; i++)
        {
            PortDirection direction = i < 2 ? PortDirection.Input : PortDirection.Output;
            if (!module.Ports.Any(port => port.Name == parts[i] && port.Direction == direction))
            {
                throw new InputException($"module {module.Name} of {fileName} has no {Word(direction)} {parts[i]}; it has {List(module)}");
            }
        }

        return (parts[0], parts[1], parts[2]);
    }

    private static (string A, string B, string O) Detected(string fileName, VerilogModuleHeader module, CircuitClock? clock, ICollection<string> notes)
    {
        bool Has(string name, PortDirection direction) => module.Ports.Any(port => port.Name == name && port.Direction == direction);
        if (Has("A", PortDirection.Input) && Has("B", PortDirection.Input) && Has("O", PortDirection.Output))
        {
            return ("A", "B", "O");
        }

        string[] inputs = [.. Candidates(module, PortDirection.Input, port => port.Width is null or OperandWidth).Except(clock?.Names ?? [])];
        string[] outputs = [.. Candidates(module, PortDirection.Output, port => port.Width is null or > 1 and <= CircuitSimulation.MaxProductWidth)];
        if (inputs.Length != 2 || outputs.Length != 1)
        {
            // Two operands and a product of other widths are meant, and the wrong circuit.
            VerilogPort[] operands = [.. module.Ports.Where(port => port.Direction == PortDirection.Input && clock?.Names.Contains(port.Name) != true)];
            if (operands.Length == 2 && outputs.Length == 1 && operands.FirstOrDefault(port => port.Width is int width && width != OperandWidth) is VerilogPort { Width: int found } other)
            {
                throw WrongWidth(fileName, module.Name, other.Name, found, Invariant($"{OperandWidth} bits"));
            }

            throw new InputException($"module {module.Name} of {fileName} does not say which ports are meant; give ports=A:B:O; it has {List(module)}");
        }

        notes.Add($"ports: A is {inputs[0]}, B is {inputs[1]} in the order of declaration, O is {outputs[0]}");
        return (inputs[0], inputs[1], outputs[0]);
    }

    /// <summary>The refusal of a circuit of another size.</summary>
    public static InputException WrongWidth(string fileName, string module, string port, int found, string expected) =>
        new(Invariant($"port {port} of module {module} in {fileName} has {found} bits, expected {expected}"));

    private static IEnumerable<string> Candidates(VerilogModuleHeader module, PortDirection direction, Func<VerilogPort, bool> fits) =>
        module.Ports.Where(port => port.Direction == direction && fits(port) && VerilogCircuit.IsPlainName(port.Name)).Select(port => port.Name);

    private static string List(VerilogModuleHeader module) => module.Ports.Count == 0
        ? "no ports"
        : string.Join(", ", module.Ports.Take(8).Select(port => $"{Word(port.Direction)} {port.Name}")) + (module.Ports.Count > 8 ? ", ..." : "");

    private static string Word(PortDirection direction) => direction.ToString().ToLowerInvariant();
}

/// <summary>How a clocked circuit is driven: a new pair of operands for every rising edge.</summary>
/// <param name="Port">The clock.</param>
/// <param name="Latency">Rising edges from a pair of operands to its product.</param>
/// <param name="Reset">Held for four edges before the first pair; null without reset.</param>
/// <param name="ResetIsLow">Whether the reset acts at 0, as names that end in n say.</param>
internal sealed partial record CircuitClock(string Port, int Latency, string? Reset, bool ResetIsLow)
{
    private const int MaxLatency = 64;

    public IEnumerable<string> Names => Reset is null ? [Port] : [Port, Reset];

    /// <summary>The clocking that a spec names; null when it names none and no input looks like a clock.</summary>
    public static CircuitClock? Take(SpecText spec, string fileName, VerilogModuleHeader module, ICollection<string> notes)
    {
        string? port = spec.Take("clk");
        string? latency = spec.Take("latency");
        string? reset = spec.Take("rst");
        if (port is null && latency is null && reset is null)
        {
            return module.Ports.FirstOrDefault(input => input.Direction == PortDirection.Input && ClockName().IsMatch(input.Name)) is VerilogPort clock
                ? throw new InputException($"input {clock.Name} of {fileName} looks like a clock; give clk={clock.Name},latency=N with the number of edges from operands to product")
                : null;
        }

        if (port is null || !int.TryParse(latency, NumberStyles.None, CultureInfo.InvariantCulture, out int edges) || edges is < 1 or > MaxLatency)
        {
            throw spec.Error(Invariant($"a clocked circuit needs clk=PORT,latency=N with N from 1 to {MaxLatency}, and rst=PORT if it has a reset"));
        }

        foreach (string name in new[] { port, reset }.OfType<string>())
        {
            if (!VerilogCircuit.IsPlainName(name) || !module.Ports.Any(input => input.Name == name && input.Direction == PortDirection.Input))
            {
                throw new InputException($"module {module.Name} of {fileName} has no input {Quote(name)}");
            }
        }

        bool isLow = reset is not null && LowName().IsMatch(reset);
        if (reset is not null)
        {
            notes.Add($"reset: {reset} acts at {(isLow ? 0 : 1)}, by its name");
        }

        return new CircuitClock(port, edges, reset, isLow);
    }

    [GeneratedRegex(@"\A(?:[a-z]_)?(?:\w+_)?(?:clk|clock|ck|cp)\d*(?:_\w+)?\z|\A\w*(?:clk|clock)\z", RegexOptions.IgnoreCase)]
    private static partial Regex ClockName();

    [GeneratedRegex(@"(?:n|_ni|_b|_l)\z|\An(?:rst|reset)", RegexOptions.IgnoreCase)]
    private static partial Regex LowName();
}
