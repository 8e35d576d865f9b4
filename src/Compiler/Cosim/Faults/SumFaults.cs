using System.Buffers.Binary;

namespace QMacVerify.Compiler.Cosim.Faults;

/// <summary>Faults of <c>add_engine</c>, what is in it, and its wires.</summary>
internal static class SumFaults
{
    private const int LeastShift = -31;

    public static IReadOnlyList<EngineFault> All { get; } =
    [
        Of("operands of a sum exchanged", $"{EngineText.Top}.v", (".a_i(a_data),\n    .b_i(b_data),", ".a_i(b_data),\n    .b_i(a_data),"),
            files => (files["x.hex"], files["y.hex"]) = (files["y.hex"], files["x.hex"])),
        new("shift of an operand off by one", site => site.Layer.Words[EngineWord.ShiftA] == LeastShift ? [] : [
            new("", "add_engine.v")
            {
                Text = (".shift_i(shift_a_i),", ".shift_i(shift_a_i - 6'sd1),"),
                Misread = files => Replace(files, EngineWord.ShiftA, shift => shift - 1),
            },
        ])
        {
            Unit = EngineUnit.Add,
        },
        Of("zero point of the second operand left out", "add_engine.v", ("{ {23{zero_point_b_i[8]}}, zero_point_b_i }", "32'sd0"),
            files => Replace(files, EngineWord.ZeroPointB, _ => 0)),
        Of("difference in place of a sum", "add_engine.v", (".acc_i(subtract_i ?", ".acc_i(!subtract_i ?"),
            files => Replace(files, EngineWord.Subtract, subtract => 1 - subtract)),
        new("rounding of a sum off by one", site => [EngineFaults.Rounding(site.Kind)]) { Unit = EngineUnit.Add },
        new("bit of the second operand", site => EngineFaults.Bits(site, "y.hex", 0)) { Unit = EngineUnit.Add },
    ];

    private static EngineFault Of(string name, string file, (string From, string To) text, Action<Dictionary<string, byte[][]>> misread) =>
        new(name, _ => [new("", file) { Text = text, Misread = misread }]) { Unit = EngineUnit.Add };

    private static void Replace(Dictionary<string, byte[][]> files, EngineWord word, Func<int, int> number)
    {
        byte[][] words = [.. files["layer.hex"]];
        byte[] replaced = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(replaced, number(BinaryPrimitives.ReadInt32LittleEndian(words[(int)word])));
        words[(int)word] = replaced;
        files["layer.hex"] = words;
    }
}
