using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Planning.Strategies;

namespace QMacVerify.Generators.Emit;

/// <summary>The products of a multiplier by weight, which rows of products are made from: computed when the class is first used.</summary>
internal static class ProductColumns
{
    /// <summary>Name of the array that a kernel reads.</summary>
    public static string NameOf(RowsKernel kernel) => NameOf(kernel.Layer.Operators.Multiplier);

    /// <summary>Name of the array of a multiplier: it follows from the products, so that two have two names.</summary>
    /// <remarks>With an underscore before a word, which no other name has.</remarks>
    public static string NameOf(Multiplier multiplier) => $"ProductColumns_Of{MultiplierTable.Sha256(MultiplierTable.Of(multiplier)).Substring(0, 8)}";

    /// <summary>The multipliers of a plan that need one.</summary>
    public static IEnumerable<Multiplier> MultipliersOf(ExecutionPlan plan) =>
        plan.Kernels.OfType<RowsKernel>().Select(kernel => kernel.Layer.Operators.Multiplier).Distinct();

    /// <summary>Declares the array of a multiplier, after the table that it reads, if any.</summary>
    public static void Emit(Multiplier multiplier, SourceWriter w)
    {
        string name = NameOf(multiplier);
        w.Line($"private static readonly short[] {name} = Make{name}();");
        w.Line();
        using (w.Block($"private static short[] Make{name}()"))
        {
            if (multiplier.Preparation is string preparation)
            {
                w.Line(preparation);
            }

            w.Line("short[] columns = new short[257 * 256];");
            using (w.Block($"for (int index = 256; index < columns.Length; index++)"))
            {
                w.Line("int weight = (index >> 8) - 129;");
                w.Line("int activation = (index & 255) - 128;");
                w.Line($"columns[index] = unchecked((short)({multiplier.ProductExpression("activation", "weight")}));");
            }

            w.Line();
            w.Line("return columns;");
        }
    }
}
