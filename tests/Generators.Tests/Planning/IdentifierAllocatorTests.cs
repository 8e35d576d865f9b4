using QMacVerify.Generators.Planning;

namespace QMacVerify.Generators.Tests.Planning;

public sealed class IdentifierAllocatorTests
{
    [Fact]
    public void Allocate_Clashes_GetANumberInTheirOrder()
    {
        IdentifierAllocator identifiers = new([]);

        Assert.Equal(["Conv1", "Conv1_2", "Conv1_3", "Fc"], new[] { "conv_1", "conv-1", "Conv1", "fc" }.Select(name => identifiers.Allocate(name, [])));
    }

    [Fact]
    public void Allocate_ReservedNames_AreNotGivenOut() => Assert.Equal("Run_2", new IdentifierAllocator(["Run"]).Allocate("run", []));

    [Fact]
    public void Allocate_NamesOfFurtherMembers_AreNotGivenOut()
    {
        IdentifierAllocator identifiers = new(["FcWeights"]);

        Assert.Equal("Fc_2", identifiers.Allocate("fc", ["Weights", "Start"]));
        Assert.Equal("Fc2Start", identifiers.Allocate("fc2_start", []));
        Assert.Equal("Fc2_2", identifiers.Allocate("fc2", ["Start"]));
    }

    [Fact]
    public void Allocate_AnyNames_GivesDistinctMembers()
    {
        string[] suffixes = ["Weights", "Start"];
        IdentifierAllocator identifiers = new(["Run", "Net"]);
        Reading.SplitMix64Texts texts = new(seed: 3);
        List<string> members = ["Run", "Net"];
        for (int i = 0; i < 300; i++)
        {
            string identifier = identifiers.Allocate(texts.Next() + (i % 3 == 0 ? "Weights" : ""), suffixes);
            members.AddRange([identifier, .. suffixes.Select(suffix => identifier + suffix)]);
        }

        Assert.Equal(members.Count, members.Distinct(StringComparer.Ordinal).Count());
    }
}
