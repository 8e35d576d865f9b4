using QMacVerify.Compiler.OperatorCheck;
using QMacVerify.Generators.Circuits;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Hdl.Tests.OperatorCheck;

public class ExpressionCheckTests
{
    /// <summary>Short and int tables: wrapped unsigned circuits exceed int16.</summary>
    [Fact]
    public void Run_EveryKindOfMultiplier_IsEqual()
    {
        int[] wide = [.. MultiplierTable.Of(new ExactMultiplier()).Select(product => product * 3)];
        Multiplier[] multipliers =
        [
            .. OperatorSpec.Multipliers.SelectMany(form => form.All),
            new ScrambledMultiplier(),
            new TableMultiplier("table:scrambled.npy", MultiplierTable.Of(new ScrambledMultiplier())),
            new TableMultiplier("table:wide.npy", wide),
        ];

        IReadOnlyList<OperatorReport> reports = ExpressionCheck.Run([.. multipliers.Select(ProductCode.Of)], null, CancellationToken.None);

        Assert.Equal(multipliers.Select(multiplier => multiplier.Spec), reports.Select(report => report.Spec));
        Assert.All(reports, report => Assert.Equal((CheckStatus.Equal, 65_536), (report.Status, report.Vectors)));
    }

    [Fact]
    public void Run_WrongExpressions_AreDifferent()
    {
        TableMultiplier table = new("table:scrambled.npy", MultiplierTable.Of(new ScrambledMultiplier()));
        ProductCode[] codes =
        [
            new(new TruncatedMultiplier(2), new TruncatedMultiplier(3).ProductExpression(ProductCode.Activation, ProductCode.Weight)),
            new(table, table.ProductExpression(ProductCode.Weight, ProductCode.Activation)),
            new(new ExactMultiplier(), "activation * weight + (activation == 127 && weight == 127 ? 1 : 0)"),
        ];

        IReadOnlyList<OperatorReport> reports = ExpressionCheck.Run(codes, null, CancellationToken.None);

        Assert.Equal([CheckStatus.Different, CheckStatus.EqualIfSwapped, CheckStatus.Different], reports.Select(report => report.Status));
        Assert.Equal((1, new OperatorMismatch(127, 127, 16_129, 16_130)), (reports[2].Mismatches, reports[2].FirstMismatch));
    }

    [Fact]
    public void Run_Nothing_IsNothing() => Assert.Empty(ExpressionCheck.Run([], null, CancellationToken.None));
}
