using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Circuits;

/// <summary>The grammar of operators: <c>exact</c>, or a name with its parameters, such as <c>trunc:2</c>. A new operator is one row here.</summary>
public static class OperatorSpec
{
    public static IReadOnlyList<OperatorForm<Multiplier>> Multipliers { get; } =
    [
        Form<Multiplier>("exact", "exact", _ => new ExactMultiplier()),
        Form<Multiplier>("trunc", "trunc:2", p => new TruncatedMultiplier(p[0]), ("N", 0, TruncatedMultiplier.MaxDrop)),
        Form<Multiplier>("trunc_op", "trunc_op:1", p => new OperandTruncatedMultiplier(p[0]), ("N", 0, OperandTruncatedMultiplier.MaxDrop)),
        Form<Multiplier>("trunc_col", "trunc_col:3", p => new ColumnTruncatedMultiplier(p[0]), ("N", 0, ColumnTruncatedMultiplier.MaxDrop)),
        Form<Multiplier>(
            "bam",
            "bam:h=1,v=3",
            p => new BrokenArrayMultiplier(p[0], p[1]),
            ("H", 0, BrokenArrayMultiplier.MaxRows),
            ("V", 0, BrokenArrayMultiplier.MaxColumns)),
        Form<Multiplier>("drum", "drum:4", p => new DrumMultiplier(p[0]), ("K", DrumMultiplier.MinKept, DrumMultiplier.MaxKept)),
        Form<Multiplier>("mitchell", "mitchell", _ => new MitchellMultiplier()),
    ];

    public static IReadOnlyList<OperatorForm<Adder>> Adders { get; } =
    [
        Form<Adder>("exact", "exact", _ => new ExactAdder()),
        Form<Adder>("trunc", "trunc:2", p => new TruncatedAdder(p[0]), ("N", 0, TruncatedAdder.MaxDrop)),
        Form<Adder>("loa", "loa:4", p => new LowerPartOrAdder(p[0]), ("L", 0, LowerPartOrAdder.MaxLower)),
        Form<Adder>("eta1", "eta1:4", p => new ErrorTolerantAdder(p[0]), ("L", 0, ErrorTolerantAdder.MaxLower)),
    ];

    /// <summary>What the spec of a multiplier begins with, up to a colon.</summary>
    public static IReadOnlyList<string> MultiplierNames { get; } =
        [.. Multipliers.Select(form => form.Name), MultiplierFileSpec.Table, MultiplierFileSpec.Verilog];

    /// <summary>What the spec of an adder begins with, up to a colon.</summary>
    public static IReadOnlyList<string> AdderNames { get; } = [.. Adders.Select(form => form.Name)];

    /// <summary>Every form that the spec of a multiplier may have, in one clause.</summary>
    public static string MultiplierForms { get; } =
        $"{string.Join(", ", Multipliers.Select(form => form.Text))}, {MultiplierFileSpec.Table}:FILE[,...] or {MultiplierFileSpec.Verilog}:FILE[,...]";

    /// <summary>Reads a built-in multiplier; <see cref="MultiplierSpec"/> knows files, too.</summary>
    /// <param name="spec">The text.</param>
    /// <param name="error">What was expected, when null is returned.</param>
    public static Multiplier? ParseMultiplier(string spec, out string error) => Parse(spec, "multiplier", Multipliers, MultiplierForms, out error);

    /// <summary>Reads an adder.</summary>
    /// <param name="spec">The text.</param>
    /// <param name="error">What was expected, when null is returned.</param>
    public static Adder? ParseAdder(string spec, out string error) => Parse(spec, "adder", Adders, List(Adders), out error);

    /// <summary>All forms in one clause, for example <c>exact, trunc:N, loa:L or eta1:L</c>.</summary>
    public static string List<T>(IReadOnlyList<OperatorForm<T>> forms)
        where T : class =>
        $"{string.Join(", ", forms.Take(forms.Count - 1).Select(form => form.Text))} or {forms[forms.Count - 1].Text}";

    private static T? Parse<T>(string spec, string kind, IReadOnlyList<OperatorForm<T>> forms, string expected, out string error)
        where T : class
    {
        int colon = spec.IndexOf(':');
        string name = colon < 0 ? spec : spec.Substring(0, colon);
        if (forms.FirstOrDefault(form => form.Name == name) is not OperatorForm<T> form)
        {
            error = $"{kind} {Quote(spec)} is unknown; expected {expected}";
            return null;
        }

        T? result = form.Parse(colon < 0 ? null : spec.Substring(colon + 1));
        error = result is null ? $"{kind} {Quote(spec)} is not valid; expected {form.Expected}" : "";
        return result;
    }

    private static OperatorForm<T> Form<T>(
        string name, string example, Func<int[], T> create, params (string Symbol, int Minimum, int Maximum)[] parameters)
        where T : class =>
        new(name, parameters.Select(p => new OperatorParameter(p.Symbol, p.Minimum, p.Maximum)).ToEquatableArray(), create, example);
}
