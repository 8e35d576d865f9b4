namespace QMacVerify.Generators.Diagnostics;

/// <summary>A kind of problem. Not Roslyn's own descriptor, so that a run that compiles nothing does not load Roslyn.</summary>
/// <param name="Id"><c>QMAC</c> and four digits.</param>
/// <param name="Title">What is wrong, in general.</param>
/// <param name="MessageFormat">What is wrong, with holes for arguments.</param>
/// <param name="IsWarning">Whether code is made all the same.</param>
public sealed record ProblemDescriptor(string Id, string Title, string MessageFormat, bool IsWarning = false)
{
    private const string Pages = "https://github.com/qmacverify/qmacverify/blob/main/docs/diagnostics";

    /// <summary>The page of <c>docs/diagnostics</c> with cause, example and way out.</summary>
    public string HelpLink => $"{Pages}/{Id}.md";
}
