using System.Reflection;
using QMacVerify.Compiler.Build;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Emit;
using QMacVerify.Generators.Support;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.OperatorCheck;

/// <summary>Compares the product expressions of generated C# with the C# model on all 65,536 pairs: compiled and run, as a kernel would.</summary>
internal static class ExpressionCheck
{
    private const string ClassName = "Products";

    /// <summary>Compiles all expressions at once and compares each.</summary>
    /// <returns>One report for each, in the given order.</returns>
    public static IReadOnlyList<OperatorReport> Run(IReadOnlyList<ProductCode> codes, CareSet? care, CancellationToken cancellation)
    {
        if (codes.Count == 0)
        {
            return [];
        }

        Type products = InMemoryCompiler.Load([Source(codes)], BuildCache.OfUser(), cancellation: cancellation).GetType(ClassName, throwOnError: true)!;
        return [.. codes.Select((code, i) => Compare(code.Multiplier, products.GetMethod(Invariant($"Fill{i}"))!, care))];
    }

    private static OperatorReport Compare(Multiplier multiplier, MethodInfo fill, CareSet? care)
    {
        int[] results = new int[MultiplierTable.Count];
        fill.CreateDelegate<Action<int[]>>()(results);
        int[] table = MultiplierTable.Of(multiplier);
        OperatorReport report = new()
        {
            Kind = OperatorKind.Multiplier,
            Spec = multiplier.Spec,
            TableSha256 = MultiplierTable.Sha256(table),
            ToolName = "generated C#",
        };
        return OperatorComparison.Compare(report, table, Array.ConvertAll(results, result => (int?)result), MultiplierTable.OperandsAt, care);
    }

    /// <summary>A method for each, and the tables as generated classes have them.</summary>
    private static EmittedClass Source(IReadOnlyList<ProductCode> codes)
    {
        SourceWriter w = new();
        ResourceParameterWriter parameters = new(w, ClassName);
        w.Line("using System;");
        w.Line("using QMacVerify.Runtime;");
        using (w.Block($"public static class {ClassName}"))
        {
            foreach (TableMultiplier table in codes.Select(code => code.Multiplier).OfType<TableMultiplier>().DistinctBy(table => table.TableName))
            {
                parameters.Products(table);
            }

            for (int i = 0; i < codes.Count; i++)
            {
                EmitFill(codes[i], i, w);
            }
        }

        return new EmittedClass(ClassName, EquatableArray.Of(new EmittedFile($"{ClassName}.cs", w.ToString())), parameters.Data);
    }

    private static void EmitFill(ProductCode code, int position, SourceWriter w)
    {
        using (w.Block($"public static void Fill{position}(int[] results)"))
        {
            if (code.Multiplier.Preparation is string preparation)
            {
                w.Line(preparation);
            }

            using (w.Block($"for (int index = 0; index < results.Length; index++)"))
            {
                w.Line($"sbyte {ProductCode.Activation} = (sbyte)((index >> 8) - 128);");
                w.Line($"sbyte {ProductCode.Weight} = (sbyte)((index & 255) - 128);");
                w.Line($"results[index] = {code.Expression};");
            }
        }
    }
}
