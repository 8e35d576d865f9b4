using QMacVerify.Compiler.Circuits.Tables;
using QMacVerify.Compiler.Circuits.Verilog;
using QMacVerify.Compiler.Files;
using QMacVerify.Compiler.Hdl;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Reading;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;

namespace QMacVerify.Compiler.Circuits;

/// <summary>From a spec to a multiplier: the built-in ones, tables (<c>table:FILE</c>) and circuits (<c>verilog:FILE</c>).</summary>
internal static class OperatorResolver
{
    /// <summary>Resolves the text of a spec.</summary>
    /// <exception cref="InputException">The spec, the file or the circuit is not valid: one line.</exception>
    public static ResolvedMultiplier Multiplier(string text, CancellationToken cancellation = default) =>
        MultiplierSpec.Parse(text, out string error) is MultiplierSpec spec ? Multiplier(spec, cancellation) : throw new InputException(error);

    /// <summary>Resolves a spec; a circuit is simulated exhaustively, once in a process.</summary>
    /// <param name="spec">The spec; paths are relative to the working directory.</param>
    /// <param name="cancellation">Ends the simulator.</param>
    /// <exception cref="InputException">The file or the circuit is not valid: one line.</exception>
    /// <exception cref="DiagnosticException">An exported operator is damaged.</exception>
    /// <exception cref="ArrayFormatException">An array is damaged.</exception>
    /// <exception cref="MissingToolException">A circuit is to be simulated and no simulator is installed.</exception>
    public static ResolvedMultiplier Multiplier(MultiplierSpec spec, CancellationToken cancellation) => spec switch
    {
        MultiplierFileSpec { IsExported: true } file => Exported(new SpecText(file)),
        MultiplierFileSpec { Kind: MultiplierFileSpec.Verilog } file => FromVerilog(new SpecText(file), cancellation),
        MultiplierFileSpec file => FromTable(new SpecText(file)),
        _ => new ResolvedMultiplier(((BuiltInMultiplierSpec)spec).Multiplier, null, []),
    };

    private static ResolvedMultiplier Exported(SpecText spec)
    {
        spec.RequireNoMore($"no options: a {OperatorFile.Extension} file says everything");
        string text = BoundedFile.ReadText(spec.File, TableFile.MaxBytes);
        OperatorFile file = OperatorFileReader.Read(Path.GetFileName(spec.File), text);
        return new ResolvedMultiplier(file.Multiplier, null, []);
    }

    private static ResolvedMultiplier FromTable(SpecText spec)
    {
        List<string> notes = [];
        OperandOptions operands = OperandOptions.Take(spec);
        IndexOrder? order = spec.Take("layout", "numeric", "code") switch
        {
            null => null,
            "code" => IndexOrder.Code,
            _ => IndexOrder.Numeric,
        };
        spec.RequireNoMore($"{OperandOptions.Expected}, layout=numeric, layout=code");
        CircuitTable table = TableFile.Read(spec.File, order, notes).Read(operands.IsSigned, notes);
        string[] layout = order is null ? [] : [order == IndexOrder.Code ? "layout=code" : "layout=numeric"];
        return Wrapped(MultiplierFileSpec.Table, spec.File, operands, table, null, layout, notes);
    }

    private static ResolvedMultiplier FromVerilog(SpecText spec, CancellationToken cancellation)
    {
        List<string> notes = [];
        OperandOptions operands = OperandOptions.Take(spec);
        VerilogCircuit circuit = VerilogCircuit.Read(spec, notes);
        spec.RequireNoMore($"{OperandOptions.Expected}, {VerilogCircuit.Expected}");
        SimulatedCircuit simulated = CircuitSimulation.Installed().Run(circuit, cancellation);
        notes.Add(simulated.Note);
        notes.Add($"protection: {CircuitSimulation.Protection}");
        if (DeclaredSigns.Warning(circuit, simulated.Table) is string warning)
        {
            notes.Add(warning);
        }

        CircuitTable table = simulated.Table.Read(operands.IsSigned, notes);
        ResolvedMultiplier resolved = Wrapped(MultiplierFileSpec.Verilog, spec.File, operands, table, circuit, circuit.SpecParts, notes);
        return resolved with { Origin = resolved.Origin! with { ProductBits = simulated.Table.Bits } };
    }

    private static ResolvedMultiplier Wrapped(
        string kind, string path, OperandOptions operands, CircuitTable table, VerilogCircuit? circuit, IEnumerable<string> parts, List<string> notes)
    {
        OperandWrapping wrapping = table.IsSigned ? OperandWrapping.Int8 : operands.Wrapping ?? OperandWrapping.SignMagnitude;
        if (!table.IsSigned && operands.Wrapping is null)
        {
            notes.Add($"wrap=sign_magnitude, the usual one: {wrapping.Formula()}");
        }

        if (wrapping == OperandWrapping.SignMagnitude && !table.GivesZeroForZero)
        {
            notes.Add("the circuit gives other products than 0 for a zero operand; wrapped they are 0, because sign(0) = 0");
        }

        // The file's name without folder: the spec stands in generated files, which do not depend on where things lie.
        string spec = string.Join(',',
        [
            $"{kind}:{SafeName.Of(Path.GetFileName(path))}",
            .. table.IsSigned ? (string[])["signed"] : ["unsigned", $"wrap={wrapping.Name()}"],
            .. operands.ActivationIsB ? (string[])["activation=B"] : [],
            .. parts,
        ]);
        if (!TableMultiplier.IsSpec(spec))
        {
            throw new InputException("the operator has more options than fit a spec of 240 characters");
        }

        TableMultiplier multiplier = new(spec, table.Wrap(wrapping, operands.ActivationIsB));
        return new ResolvedMultiplier(multiplier, new MultiplierOrigin(table, wrapping, operands.ActivationIsB, circuit), notes);
    }
}
