using System.Buffers.Binary;
using QMacVerify.Compiler.Demo;

namespace QMacVerify.Compiler.Tests.Demo;

public class ContactSheetTests
{
    [Fact]
    public void ToPng_TwoRowsOfTen_IsPngOfTheExpectedSize()
    {
        byte[] png = ContactSheet.ToPng(Entries(20));

        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], png[..8]);
        Assert.Equal("IHDR"u8, png.AsSpan(12, 4));
        Assert.Equal(1084, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)));
        Assert.Equal(360, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));

        // The last chunk is empty, so that even its checksum is a constant of the format.
        Assert.Equal([0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82], png[^12..]);
    }

    [Fact]
    public void ToPng_SameEntries_GiveSameBytes() =>
        Assert.Equal(ContactSheet.ToPng(Entries(10)), ContactSheet.ToPng(Entries(10)));

    [Fact]
    public void ToPng_AnotherPrediction_ChangesTheSheet()
    {
        ContactSheetEntry[] entries = Entries(10);
        ContactSheetEntry[] changed = [entries[0] with { ApproximatePrediction = 9 }, .. entries[1..]];

        Assert.NotEqual(ContactSheet.ToPng(entries), ContactSheet.ToPng(changed));
    }

    [Fact]
    public void ToPng_NoEntries_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ContactSheet.ToPng([]));

    private static ContactSheetEntry[] Entries(int count) =>
        [.. DigitRenderer.Draw(seed: 1, count).Select(sample => new ContactSheetEntry(sample, sample.Label, sample.Label))];
}
