using System.Security.Cryptography;
using QMacVerify.Compiler.Files;
using QMacVerify.Compiler.Hdl;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Circuits.Cost;

/// <summary>The cells of a library in Liberty format, with the areas that it gives them.</summary>
internal sealed record LibertyTarget : SynthesisTarget
{
    /// <summary>Libraries of whole processes take tens of megabytes.</summary>
    private const int MaxBytes = 256 << 20;

    private const string Library = "cells.lib";

    private readonly SynthesisFile _library;

    private LibertyTarget(string file, byte[] content)
        : base(Path.GetFileName(file), "area", "area of the library's cells in its own unit, without wires, before place and route")
    {
        _library = new SynthesisFile(Library, content);
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(content));
    }

    public override string Sha256 { get; }

    /// <summary>Reads a library; what it holds is for yosys to understand.</summary>
    /// <exception cref="InputException">There is no such file, or it is too long.</exception>
    public static LibertyTarget Read(string file) => new(file, BoundedFile.ReadAllBytes(file, MaxBytes));

    public override CircuitCost CostOf(SynthesisInput input, Yosys yosys, CancellationToken cancellation)
    {
        string[] passes =
        [
            $"synth -flatten -top {input.Top}",
            $"dfflibmap -liberty {Library}",
            $"abc -liberty {Library}",
            "opt_clean",
            $"tee -q -o area.txt stat -liberty {Library}",
        ];
        (ToolResult end, IReadOnlyList<string> reports) = yosys.Run(input, passes, ["area.txt"], cancellation, _library);
        if (!end.Succeeded)
        {
            // What abc says of a library without a buffer is that it was aborted, and where its temporary files lie.
            string problem = end.End == ToolEnd.Exited
                ? "the library needs a buffer, an inverter and gates of two inputs, and a flip-flop for a clocked circuit"
                : end.Problem;
            throw new InputException($"yosys cannot map {input.Top} onto the cells of {Quote(Name)}: {problem}");
        }

        return YosysReport.CellWithoutArea(reports[0]) is string cell
            ? throw new InputException($"{Quote(Name)} gives cell {Quote(cell)} no area")
            : new CircuitCost(
            [
                new CostFigure("area", "area", YosysReport.Area(reports[0])),
                new CostFigure("cells", "cells", YosysReport.Cells(reports[0])),
            ]);
    }
}
