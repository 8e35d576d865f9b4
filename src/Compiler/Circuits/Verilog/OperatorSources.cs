using System.Globalization;
using QMacVerify.Compiler.Hdl;
using QMacVerify.Compiler.Templates;
using QMacVerify.Generators.Circuits;
using QMacVerify.Runtime;

namespace QMacVerify.Compiler.Circuits.Verilog;

/// <summary>The modules <c>qm_mul</c> and <c>qm_add</c> with what they stand for: what every design of ours around them needs.</summary>
/// <param name="Sources">Verilog files.</param>
/// <param name="Products">The lines of <c>products.hex</c>, which lies where the simulation runs; null where no table is read.</param>
/// <param name="Circuit">The user's circuit among the sources; null where there is none.</param>
internal sealed record OperatorSources(IReadOnlyList<(string Name, string Text)> Sources, IEnumerable<string>? Products, VerilogCircuit? Circuit)
{
    public const string ProductsFile = "products.hex";

    private static readonly string[] CircuitFiles = ["circuit.v", "cells.v"];

    /// <summary>The files of a pair of operators.</summary>
    /// <param name="operators">The operators.</param>
    /// <param name="origin">What is behind the multiplier; null for a built-in one, and where its table is to stand for it.</param>
    /// <param name="design">Modules of the design around them.</param>
    /// <exception cref="InputException">The multiplier has products that 16 bits do not hold.</exception>
    public static OperatorSources Of(OperatorPair operators, MultiplierOrigin? origin, IReadOnlyList<string> design)
    {
        Multiplier multiplier = operators.Multiplier;
        VerilogModule module = multiplier.BenchModule()
            ?? throw new InputException($"there is no bench of layers with {multiplier.Spec}: its lanes take operands of 8 bits and products of 16");
        VerilogCircuit? circuit = CircuitOf(origin, [module.Name, operators.Adder.Verilog.Name, .. design, "qm_mul", "qm_add"]);
        return new OperatorSources(
            [
                .. circuit is null ? [Embedded(module)] : Array.Empty<(string, string)>(),
                Embedded(operators.Adder.Verilog),
                ("qm_mul.v", circuit is null ? OperatorWrapper.Of(multiplier) : CircuitWrapper.Text(multiplier.Spec, origin!)),
                ("qm_add.v", OperatorWrapper.Of(operators.Adder)),
                .. (circuit?.Texts ?? []).Zip(CircuitFiles, (text, name) => (name, text)),
            ],
            circuit is null && multiplier is TableMultiplier table ? ProductLines(table) : null,
            circuit);
    }

    /// <summary>What stands for the multiplier, as a sentence; null for a module of ours.</summary>
    public string? Note => Circuit is not null ? "`qm_mul.v` holds the circuit itself: `circuit.v`, printed anew from the tokens of its file."
        : Products is not null ? $"`qm_mul.v` holds the table of the multiplier: `{ProductsFile}`."
        : null;

    /// <summary>The circuit that stands for its table: one that answers at once, and no module of which has the name of one of ours.</summary>
    private static VerilogCircuit? CircuitOf(MultiplierOrigin? origin, string[] ours) =>
        origin is { Circuit: { Ports.Clock: null } circuit } && !circuit.ModuleNames.Intersect(ours).Any() ? circuit : null;

    private static (string Name, string Text) Embedded(VerilogModule module) => ($"{module.Name}.v", EmbeddedText.Hdl(module.Name));

    private static IEnumerable<string> ProductLines(TableMultiplier table) =>
        table.Products.ToArray().Select(product => string.Create(CultureInfo.InvariantCulture, $"{(ushort)product:x4}"));
}
