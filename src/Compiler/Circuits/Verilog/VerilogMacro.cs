namespace QMacVerify.Compiler.Circuits.Verilog;

/// <summary>The text behind a name that <c>`define</c> gave.</summary>
/// <param name="Parameters">Null for a macro without parentheses.</param>
/// <param name="Body">Tokens as they stand in the definition.</param>
internal sealed record VerilogMacro(List<string>? Parameters, IReadOnlyList<VerilogToken> Body)
{
    /// <summary>The body with arguments in the place of parameters.</summary>
    /// <param name="arguments">As many as there are parameters.</param>
    /// <param name="use">The token that uses the macro: where the result stands.</param>
    public IEnumerable<VerilogToken> With(List<List<VerilogToken>> arguments, VerilogToken use) => Body.SelectMany(token =>
    {
        int parameter = token.Kind == VerilogTokenKind.Word ? Parameters?.IndexOf(token.Text) ?? -1 : -1;
        return parameter < 0 ? [token with { Line = use.Line, Row = use.Row }] : arguments[parameter].AsEnumerable();
    });
}
