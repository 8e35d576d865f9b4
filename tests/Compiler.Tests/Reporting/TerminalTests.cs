using QMacVerify.Compiler.Reporting;

namespace QMacVerify.Compiler.Tests.Reporting;

public class TerminalTests
{
    [Theory]
    [InlineData(0.04, "0.0 s")]
    [InlineData(9.94, "9.9 s")]
    [InlineData(9.96, "10 s")]
    [InlineData(59.4, "59 s")]
    [InlineData(59.6, "1 min 00 s")]
    [InlineData(185, "3 min 05 s")]
    [InlineData(7800, "2 h 10 min")]
    [InlineData(100 * 3600, "100 h 00 min")]
    public void Words_Time_HasAsManyPartsAsMatter(double seconds, string expected) =>
        Assert.Equal(expected, Terminal.Words(TimeSpan.FromSeconds(seconds)));
}
