using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Runtime.Tests.Arrays;

public class NpzArchiveTests
{
    private static readonly byte[] Small = NpyFormat.ToBytes(NpyArray.Create<sbyte>([3], [1, 2, 3]));

    [Theory]
    [InlineData("stored.npz")]
    [InlineData("deflated.npz")]
    public void Read_ArchiveOfNumpy_GivesItsArraysInOrder(string name)
    {
        NpzArchive archive = NpzArchive.ReadFile(Fixture.PathOf(name));
        Assert.Equal(["weights", "bias"], archive.Names);
        Assert.Equal("int8 [2, 3]", archive["weights"].ToString());
        Assert.Equal([-3, -2, -1, 0, 1, 2], archive["weights"].Values<sbyte>().ToArray());
        Assert.Equal([7, -8], archive["bias"].Values<int>().ToArray());
        Assert.Equal($"{name}: bias.npy", archive["bias"].Source);
        Assert.True(archive.Contains("bias"));
        Assert.Equal($"{name} has no array \"biases\".", Assert.Throws<ArrayFormatException>(() => archive["biases"]).Message);
    }

    [Fact]
    public void WriteFile_ThenReadFile_GivesTheArraysInOrder()
    {
        using TemporaryFolder folder = new();
        NpzArchive archive = new();
        archive.Add("z/é", NpyArray.Create<int>([2], [1, -1]));
        archive.Add("a", NpyArray.Create<float>([], [0.5f]));
        archive.WriteFile(folder.PathOf("a.npz"));

        NpzArchive read = NpzArchive.ReadFile(folder.PathOf("a.npz"));
        Assert.Equal(["z/é", "a"], read.Names);
        Assert.Equal([1, -1], read["z/é"].Values<int>().ToArray());
        Assert.Equal([0.5f], read["a"].Values<float>().ToArray());
    }

    [Fact]
    public void Write_Entries_AreStoredDatedAndFreeOfTheSystem()
    {
        byte[] bytes = Write(archive => archive.Add("a", NpyArray.Create<sbyte>([3], [1, 2, 3])));
        using ZipArchive zip = new(new MemoryStream(bytes));
        ZipArchiveEntry entry = Assert.Single(zip.Entries);
        Assert.Equal("a.npy", entry.FullName);
        Assert.Equal(new DateTime(1980, 1, 1), entry.LastWriteTime.DateTime);
        Assert.Equal(Small.Length, entry.CompressedLength);
        Assert.Equal(0, entry.ExternalAttributes);

        // The same on every system and in every release; Python's zipfile gives these bytes too, for create_system 0.
        Assert.Equal(30 + 5 + Small.Length + 46 + 5 + 22, bytes.Length);
        Assert.Equal("00d4af0d7ebbf2d1093a80c3380fac4abb9f1c67b881171236240f45fd31fa0b", Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    [Fact]
    public void Write_NoArrays_IsAnEmptyArchive() => Assert.Empty(Read(Write(_ => { })).Names);

    [Fact]
    public void Write_TwoArrays_AreFoundByTheirOffsets()
    {
        byte[] bytes = Write(archive =>
        {
            archive.Add("a", NpyArray.Create<sbyte>([3], [1, 2, 3]));
            archive.Add("b", NpyArray.Create<int>([1], [4]));
        });
        // Offsets in the directory point at the local headers.
        using ZipArchive zip = new(new MemoryStream(bytes));
        Assert.Equal(["a.npy", "b.npy"], zip.Entries.Select(entry => entry.FullName));
        using Stream second = zip.Entries[1].Open();
        Assert.Equal([4], NpyFormat.Read(second, "b").Values<int>().ToArray());
    }

    [Theory]
    [InlineData("../a.npy")]
    [InlineData("a/../b.npy")]
    [InlineData("/a.npy")]
    [InlineData("a//b.npy")]
    [InlineData("./a.npy")]
    [InlineData("C:a.npy")]
    [InlineData("a\\b.npy")]
    [InlineData(".npy")]
    public void Read_NameThatLeavesTheFolder_IsRefused(string name) => Assert.Equal(
        $"bad.npz has an entry named \"{name}\", expected a relative path without \"..\".",
        Refusal(Zip((name, Small))));

    [Theory]
    [InlineData("a.txt")]
    [InlineData("a.NPY")]
    [InlineData("folder/")]
    public void Read_EntryThatIsNoArray_IsRefused(string name) =>
        Assert.Equal($"bad.npz: {name} does not end in .npy, expected arrays only.", Refusal(Zip((name, name.EndsWith('/') ? [] : Small))));

    [Fact]
    public void Read_DuplicateName_IsRefused() =>
        Assert.Equal("bad.npz has two entries \"a.npy\", expected one.", Refusal(Zip(("a.npy", Small), ("a.npy", Small))));

    [Fact]
    public void Read_EntryThatIsNoNpy_NamesTheEntry() => Assert.Equal(
        "bad.npz: a.npy ends within its npy header.", Refusal(Zip(("a.npy", Small[..50]))));

    [Fact]
    public void Read_EntryLongerThanItsHeaderPromises_IsRefused() => Assert.Equal(
        "bad.npz: a.npy has more bytes of data than the 3 expected by its header.", Refusal(Zip(("a.npy", [.. Small, 0]))));

    [Fact]
    public void Read_ZipBomb_StopsAtTheLimit()
    {
        // 16 MiB of zeros in 16 KiB. The limit is on the sum over the entries, and on what arrives, not on what is declared.
        byte[] bomb = Zip(
            ("a.npy", NpyFormat.ToBytes(NpyArray.Create<sbyte>([8 << 20], new sbyte[8 << 20]))),
            ("b.npy", NpyFormat.ToBytes(NpyArray.Create<sbyte>([8 << 20], new sbyte[8 << 20]))));
        Assert.InRange(bomb.Length, 0, 1 << 15);
        Assert.Equal(
            "bad.npz: b.npy has shape [8388608] of int8, expected at most 8388607 bytes.",
            Assert.Throws<ArrayFormatException>(() => NpzArchive.Read(new MemoryStream(bomb), "bad.npz", (16 << 20) - 1)).Message);
        Assert.Equal(2, NpzArchive.Read(new MemoryStream(bomb), "good.npz", 16 << 20).Names.Count);
    }

    [Fact]
    public void Read_DataThatInflatesBeyondItsHeader_StopsThere()
    {
        // The header promises three bytes; eight megabytes follow.
        byte[] bytes = [.. Small[..128], .. new byte[8 << 20]];
        byte[] zip = Zip(("a.npy", bytes));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal("bad.npz: a.npy has more bytes of data than the 3 expected by its header.", Refusal(zip));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Read_ChecksumMismatch_IsRefused()
    {
        byte[] bytes = Write(archive => archive.Add("a", NpyArray.Create<sbyte>([3], [1, 2, 3])));
        bytes[30 + 5 + Small.Length - 1] ^= 1;
        uint expected = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(14));
        string message = Refusal(bytes);
        Assert.StartsWith("bad.npz: a.npy has checksum ", message, StringComparison.Ordinal);
        Assert.EndsWith($", expected {expected:x8}.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Encrypted_IsRefused()
    {
        byte[] bytes = Zip(("a.npy", Small));
        bytes[6] |= 1;
        int directory = bytes.AsSpan().LastIndexOf("PK\x01\x02"u8);
        bytes[directory + 8] |= 1;
        Assert.Equal("bad.npz: a.npy is encrypted, expected a plain entry.", Refusal(bytes));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a zip archive, but longer than the end record of one")]
    public void Read_NoZip_IsRefused(string text) => Assert.StartsWith(
        "bad.npz is not a readable zip archive: ", Refusal(System.Text.Encoding.ASCII.GetBytes(text)), StringComparison.Ordinal);

    [Theory]
    [InlineData("stored.npz")]
    [InlineData("deflated.npz")]
    public void Read_TruncatedAnywhere_IsRefused(string name)
    {
        byte[] whole = Fixture.Bytes(name);
        for (int length = 0; length < whole.Length; length++)
        {
            byte[] part = whole[..length];
            Assert.StartsWith("bad.npz", Refusal(part), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("stored.npz")]
    [InlineData("deflated.npz")]
    public void Read_AnyBytesChanged_ReadsOrIsRefused(string name)
    {
        byte[] whole = Fixture.Bytes(name);
        SplitMix64 random = new();
        for (int i = 0; i < 10_000; i++)
        {
            byte[] changed = [.. whole];
            for (int change = 0; change <= i % 3; change++)
            {
                changed[random.NextBelow(changed.Length)] = (byte)random.NextSByte();
            }

            // Anything but the one exception type fails this test.
            Exception? exception = Record.Exception(() => Read(changed));
            Assert.True(exception is null or ArrayFormatException, exception?.ToString());
        }
    }

    [Fact]
    public void Add_TakenOrUnsafeName_IsRefused()
    {
        NpzArchive archive = new("out.npz");
        archive.Add("a", NpyArray.Create<sbyte>([0], []));
        Assert.Equal(
            "out.npz has two entries \"a.npy\", expected one.",
            Assert.Throws<ArrayFormatException>(() => archive.Add("a", archive["a"])).Message);
        Assert.Throws<ArrayFormatException>(() => archive.Add("../a", archive["a"]));
        Assert.Equal(["a"], archive.Names);
    }

    private static byte[] Zip(params (string Name, byte[] Content)[] entries)
    {
        MemoryStream stream = new();
        using (ZipArchive zip = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in entries)
            {
                using Stream entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }

    private static byte[] Write(Action<NpzArchive> fill)
    {
        NpzArchive archive = new();
        fill(archive);
        MemoryStream stream = new();
        archive.Write(stream);
        return stream.ToArray();
    }

    private static NpzArchive Read(byte[] bytes) => NpzArchive.Read(new MemoryStream(bytes), "bad.npz");

    private static string Refusal(byte[] bytes) => Assert.Throws<ArrayFormatException>(() => Read(bytes)).Message;
}
