using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Circuits.Factorization;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Circuits.Contract;

/// <summary>Recognises what a table computes; each form is compared with it on all 65,536 pairs.</summary>
internal static class ClosedForms
{
    private const int Codes = 256;

    /// <summary>Every built-in multiplier with every parameter, the simpler forms first.</summary>
    public static IReadOnlyList<Multiplier> BuiltIns { get; } = [.. OperatorSpec.Multipliers.SelectMany(All)];

    /// <summary>The multipliers of one form, for all its parameters.</summary>
    public static IEnumerable<Multiplier> All(OperatorForm<Multiplier> form)
    {
        IEnumerable<int[]> parameters = [[]];
        foreach (OperatorParameter parameter in form.Parameters)
        {
            parameters = parameters.SelectMany(values =>
                Enumerable.Range(parameter.Minimum, parameter.Maximum - parameter.Minimum + 1).Select(value => (int[])[.. values, value]));
        }

        return parameters.Select(form.Create);
    }

    /// <summary>The forms of a table, for example <c>trunc_col:2</c> or <c>(a &amp; 0xfe) * (w &amp; 0xff)</c>; none when it has no form that is known.</summary>
    /// <param name="products">For int8 operands, in the order of <see cref="MultiplierTable"/>.</param>
    public static IReadOnlyList<string> Of(int[] products)
    {
        List<string> forms = [];
        Add(forms, BuiltIns.FirstOrDefault(candidate => Equal(products, candidate, isSwapped: false))?.Spec);
        if (forms.Count == 0 && BuiltIns.FirstOrDefault(candidate => Equal(products, candidate, isSwapped: true)) is Multiplier swapped)
        {
            forms.Add($"{swapped.Spec} with the operands swapped");
        }

        Add(forms, ProductMask(products));
        if (BilinearForm.Of(products, isSigned: true) is BilinearForm bits)
        {
            Add(forms, Masks(bits));
            Add(forms, PartialProducts(bits));
        }

        return forms;
    }

    /// <summary>Which partial products are missing, as rows of eight digits; null when others than missing ones differ from the exact product.</summary>
    public static IReadOnlyList<string>? PartialProductRows(BilinearForm form) => !form.IsExactWhereKept ? null :
    [
        .. Enumerable.Range(0, 8).Select(i => string.Concat(Enumerable.Range(0, 8).Reverse().Select(j => form[i, j] == 0 ? '.' : '1'))),
    ];

    private static void Add(List<string> forms, string? form)
    {
        if (form is not null)
        {
            forms.Add(form);
        }
    }

    private static bool Equal(int[] products, Multiplier candidate, bool isSwapped)
    {
        for (int index = 0; index < products.Length; index++)
        {
            (int activation, int weight) = MultiplierTable.OperandsAt(index);
            if (products[index] != (isSwapped ? candidate.Apply(weight, activation) : candidate.Apply(activation, weight)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Some bits of the exact product read as zero.</summary>
    private static string? ProductMask(int[] products)
    {
        int changed = 0;
        for (int index = 0; index < products.Length; index++)
        {
            changed |= products[index] ^ Exact(index);
        }

        bool isMasked = changed is > 0 and < 1 << 16 && !products.Where((product, index) => product != (Exact(index) & ~changed)).Any();
        return isMasked ? Invariant($"(a * w) & ~0x{changed:x}") : null;
    }

    private static string? Masks(BilinearForm form) =>
        form.OperandMasks() is (int first, int second) && (first, second) != (Codes - 1, Codes - 1)
            ? Invariant($"(a & 0x{first:x2}) * (w & 0x{second:x2}), on the 8-bit codes with bit 7 worth -128")
            : null;

    private static string? PartialProducts(BilinearForm form)
    {
        int dropped = form.Dropped.Count();
        return !form.IsExactWhereKept ? "a sum of partial products a_i w_j, some with other weights than in the exact product"
            : dropped > 0 ? Invariant($"{dropped} of 64 partial products left out")
            : null;
    }

    private static int Exact(int index)
    {
        (int activation, int weight) = MultiplierTable.OperandsAt(index);
        return activation * weight;
    }
}
