using QMacVerify.Compiler.Circuits;
using QMacVerify.Compiler.Circuits.Verilog;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.OperatorCheck.Faults;

/// <summary>Faults in a circuit of the user: its own text, with a faulty module around it.</summary>
internal static class UserCircuitFaults
{
    private const string Top = "qm_faulty_circuit";

    /// <summary>The faults that change a product, by the table of the healthy circuit.</summary>
    /// <param name="healthy">The circuit.</param>
    /// <param name="origin">Its table and how int8 operands reach it.</param>
    public static IReadOnlyList<(string Name, VerilogCircuit Circuit)> Of(VerilogCircuit healthy, MultiplierOrigin origin)
    {
        int productBits = origin.ProductBits!.Value;
        List<(string, VerilogCircuit)> faults = [];
        int[] table = Wrapped(origin, origin.Table.Products);
        int[] exchanged = Wrapped(origin, [.. Enumerable.Range(0, table.Length).Select(index => origin.Table.Products[((index & 255) << 8) | (index >> 8)])]);
        if (!table.SequenceEqual(exchanged))
        {
            faults.Add(($"{healthy.Top} with its operands exchanged", healthy with { Ports = healthy.Ports with { A = healthy.Ports.B, B = healthy.Ports.A } }));
        }

        foreach (int bit in Enumerable.Range(0, productBits - 1).Where(bit => bit is 0 or 7))
        {
            AddStuck(bit, isSet: true);
            AddStuck(bit, isSet: false);
        }

        return faults;

        void AddStuck(int bit, bool isSet)
        {
            int mask = 1 << bit;
            int[] products = Array.ConvertAll(origin.Table.Products, product => isSet ? product | mask : product & ~mask);
            if (!table.SequenceEqual(Wrapped(origin, products)))
            {
                faults.Add((Invariant($"{healthy.Top} with bit {bit} stuck at {(isSet ? 1 : 0)}"), Around(healthy, productBits, isSet ? $"healthy | {mask}" : $"healthy & ~{mask}")));
            }
        }
    }

    private static int[] Wrapped(MultiplierOrigin origin, int[] products) =>
        (origin.Table with { Products = products }).Wrap(origin.Wrapping, origin.ActivationIsB);

    private static VerilogCircuit Around(VerilogCircuit healthy, int productBits, string value)
    {
        CircuitPorts ports = healthy.Ports;
        string parameters = healthy.Parameters.Count == 0
            ? ""
            : $"#({string.Join(", ", healthy.Parameters.Select(parameter => Invariant($".{parameter.Name}({parameter.Value})")))}) ";
        string[] clock = ports.Clock is null ? [] : [.. ports.Clock.Names];
        string module = $$"""

            module {{Top}} ({{string.Concat(clock.Select(name => $"input {name}, "))}}input [7:0] {{ports.A}}, input [7:0] {{ports.B}}, output [{{productBits - 1}}:0] {{ports.O}});
              wire [{{productBits - 1}}:0] healthy;
              {{healthy.Top}} {{parameters}}u_healthy ({{string.Concat(clock.Select(name => $".{name}({name}), "))}}.{{ports.A}}({{ports.A}}), .{{ports.B}}({{ports.B}}), .{{ports.O}}(healthy));
              assign {{ports.O}} = {{value}};
            endmodule

            """;
        return healthy with { Source = healthy.Source.Followed(VerilogSource.Read(Top, module)), Top = Top, Parameters = [] };
    }
}
