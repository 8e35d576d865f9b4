using QMacVerify.Benchmarks.Measuring;

namespace QMacVerify.Benchmarks.Tests.Measuring;

public class RaceTests
{
    private static readonly Race Example = new(
        "layer",
        [
            new("ours", 1000, () => { }),
            new("theirs", 1000, () => { }) { IsPeer = true, Agreement = new Agreement(0, 10) },
            new("saturating", 1000, () => { }) { IsPeer = true, Agreement = new Agreement(1, 10) },
            new("peak", 4000, () => { }),
        ],
        [new Samples([100, 200, 400]), new Samples([300, 600, 800]), new Samples([10, 20, 40]), new Samples([100, 200, 400])]);

    [Fact]
    public void Speed_OfTheSameWork_IsTheMedianOfTheRatiosOfEachRound() => Assert.Equal(new Figure(3, 2, 3), Example.Speed("ours", over: "theirs"));

    [Fact]
    public void Speed_OfLessWork_CountsOperations() => Assert.Equal(new Figure(0.25), Example.Speed("ours", over: "peak"));

    [Fact]
    public void GigaMacs_Candidate_IsOperationsInANanosecond() => Assert.Equal(new Figure(5, 2.5, 10), Example.GigaMacs("ours"));

    [Fact]
    public void Fastest_OfExactPeers_LeavesOutWhatIsWrong() =>
        Assert.Equal("theirs", Example.Fastest(candidate => candidate.IsPeer && candidate.IsExact));

    [Theory]
    [InlineData(0, 100, "exact")]
    [InlineData(24, 100, "24.00 % wrong")]
    [InlineData(3, 1_000_000, "3 of 1,000,000 wrong")]
    public void Agreement_Counts_AreSaidInWords(long wrong, long compared, string text) => Assert.Equal(text, new Agreement(wrong, compared).ToString());
}
