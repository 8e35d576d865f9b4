using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Circuits.Forms;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Planning.Strategies;

namespace QMacVerify.Generators.Emit;

/// <summary>The products of a multiplier by weight, which rows of products are made from: computed when the class is first used.</summary>
/// <param name="Multiplier">The circuit.</param>
/// <param name="ClearedBits">Low bits of each product that are read as zero.</param>
/// <param name="WeightZeroPoint">Whose products with what the circuit gets of activations are taken away, exactly.</param>
/// <param name="Centre">What activations lose before they reach the circuit; 0 where that zero point is.</param>
internal sealed record ProductColumns(Multiplier Multiplier, int ClearedBits, int WeightZeroPoint, int Centre)
{
    /// <summary>Name of the array: it follows from the products, so that two have two names.</summary>
    /// <remarks>With an underscore before a word, which no other name has.</remarks>
    public string Name => $"ProductColumns_Of{ProductForms.Of(Multiplier).WithoutLowBits(ClearedBits).Sha256.Substring(0, 8)}{(WeightZeroPoint == 0 ? "" : Invariant($"_{(byte)WeightZeroPoint:x2}{(byte)Centre:x2}"))}";

    private string Product => ClearedBits == 0
        ? Multiplier.ProductExpression("activation", "weight")
        : Invariant($"({Multiplier.ProductExpression("activation", "weight")}) & ~0x{(1u << ClearedBits) - 1:x}");

    private string Entry => WeightZeroPoint == 0
        ? Product
        : Invariant($"({Product}) - ({WeightZeroPoint} * {CentredMultiplier.Activation("activation", Centre)})");

    /// <summary>What a kernel reads.</summary>
    public static ProductColumns Of(RowsKernel kernel) => new(
        kernel.Layer.Operators.Multiplier, kernel.ClearedBits, kernel.WeightZeroPoint, kernel.WeightZeroPoint == 0 ? 0 : kernel.Layer.Centre);

    /// <summary>What the kernels of a plan read, each once.</summary>
    public static IEnumerable<ProductColumns> Of(ExecutionPlan plan) => plan.Kernels.OfType<RowsKernel>().Select(Of).Distinct();

    /// <summary>Declares the array, after the table that it reads, if any.</summary>
    public void Emit(SourceWriter w)
    {
        w.Line($"private static readonly short[] {Name} = Make{Name}();");
        w.Line();
        using (w.Block($"private static short[] Make{Name}()"))
        {
            if (Multiplier.Preparation is string preparation)
            {
                w.Line(preparation);
            }

            w.Line("short[] columns = new short[257 * 256];");
            using (w.Block($"for (int index = 256; index < columns.Length; index++)"))
            {
                w.Line("int weight = (index >> 8) - 129;");
                w.Line("int activation = (index & 255) - 128;");
                w.Line($"columns[index] = unchecked((short)({Entry}));");
            }

            w.Line();
            w.Line("return columns;");
        }
    }
}
