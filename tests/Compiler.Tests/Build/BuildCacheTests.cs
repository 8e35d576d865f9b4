using QMacVerify.Compiler.Build;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Emit;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Build;

public sealed class BuildCacheTests : IDisposable
{
    private static readonly string Key = new('a', 64);
    private static readonly byte[] Image = [1, 2, 3, 4, 5];

    private readonly TemporaryFolder _folder = new();

    private BuildCache Cache => new(_folder.PathOf("cache"));

    private string Entry => _folder.PathOf("cache", Key + ".build");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Find_WhatWasStored_GivesTheSameBytes()
    {
        Assert.Null(Cache.Find(Key));
        Cache.Store(Key, Image);

        Assert.Equal(Image, Cache.Find(Key));
        Assert.Null(Cache.Find(new string('b', 64)));
        Assert.Equal(new CacheContents(1, 32 + Image.Length), Cache.Contents());
    }

    [Fact]
    public void Find_DamagedEntry_IsMissingAndCanBeStoredAgain()
    {
        Cache.Store(Key, Image);
        byte[] whole = File.ReadAllBytes(Entry);
        for (int i = 0; i < whole.Length; i++)
        {
            byte[] damaged = [.. whole];
            damaged[i] ^= 1;
            File.WriteAllBytes(Entry, damaged);
            Assert.Null(Cache.Find(Key));
            File.WriteAllBytes(Entry, whole[..i]);
            Assert.Null(Cache.Find(Key));
        }

        Cache.Store(Key, Image);
        Assert.Equal(Image, Cache.Find(Key));
    }

    [Fact]
    public void Store_BeyondTheLimit_RemovesWhatWasNotUsedForLongest()
    {
        BuildCache cache = new(_folder.PathOf("cache"), limit: 2 * (32 + Image.Length));
        string[] keys = [.. "abc".Select(c => new string(c, 64))];
        cache.Store(keys[0], Image);
        cache.Store(keys[1], Image);
        File.SetLastWriteTimeUtc(_folder.PathOf("cache", keys[0] + ".build"), new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        File.SetLastWriteTimeUtc(_folder.PathOf("cache", keys[1] + ".build"), new DateTime(2002, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        // Used now: the other one goes.
        Assert.NotNull(cache.Find(keys[0]));
        cache.Store(keys[2], Image);

        Assert.Equal([true, false, true], keys.Select(key => cache.Find(key) is not null));
        cache.Store(new string('d', 64), new byte[100]);
        Assert.Equal(2, cache.Contents().Builds);
    }

    [Fact]
    public void Clear_RemovesEntriesAndNothingElse()
    {
        Cache.Store(Key, Image);
        File.WriteAllText(_folder.PathOf("cache", "mine.build"), "");

        Assert.Equal(new CacheContents(1, 32 + Image.Length), Cache.Clear());

        Assert.Equal(["mine.build"], FolderContents.Files(_folder.PathOf("cache")));
        Assert.Equal(default, Cache.Clear());
    }

    [SkippableFact]
    public void FolderThatOthersMayWrite_IsNotUsed()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no such permissions.");
        Cache.Store(Key, Image);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Cache.Folder, File.GetUnixFileMode(Cache.Folder) | UnixFileMode.OtherWrite);
        }

        Assert.Null(Cache.Find(Key));
        Assert.Equal("others may write into it", Cache.Problem());
        Assert.Equal($"the cache {Cache.Folder} is not used: others may write into it; QMAC_CACHE names another folder, or is off", Cache.Warning());
        Cache.Store(new string('b', 64), Image);
        Assert.Equal(1, Cache.Contents().Builds);
    }

    [SkippableFact]
    public void FolderOfAnotherUser_IsNotUsed()
    {
        GiveAway(() => Cache.Store(Key, Image), Cache.Folder);

        Assert.Null(Cache.Find(Key));
        Assert.Equal("it is another user's", Cache.Problem());
    }

    [SkippableFact]
    public void EntryOfAnotherUser_IsMissing()
    {
        GiveAway(() => Cache.Store(Key, Image), Entry);

        Assert.Null(Cache.Find(Key));
        Assert.Null(Cache.Problem());
    }

    [SkippableFact]
    public void EntryThatOthersMayWrite_IsMissing()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no such permissions.");
        Cache.Store(Key, Image);
        Assert.NotNull(Cache.Find(Key));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Entry, File.GetUnixFileMode(Entry) | UnixFileMode.GroupWrite);
        }

        Assert.Null(Cache.Find(Key));
        Assert.Null(Cache.Warning());
    }

    [Fact]
    public void Warning_FolderThatIsNotThere_SaysNothingAndMakesNone()
    {
        Assert.Null(Cache.Warning());
        Assert.False(Directory.Exists(Cache.Folder));
    }

    [SkippableFact]
    public void Run_CacheOfAnotherUser_IsDoneWithoutItAndSaysSo()
    {
        string cache = _folder.PathOf("cache");
        GiveAway(() => Directory.CreateDirectory(cache), cache);

        using ChildProcess child = ChildProcess.QMac(
            _folder.Path, ["export", "--model", "cnn_small", "--out", "net"], new Dictionary<string, string?> { [BuildCache.Variable] = cache });
        ChildResult end = child.WaitForEnd();

        Assert.Equal((0, $"qmac: the cache {cache} is not used: it is another user's; QMAC_CACHE names another folder, or is off\n"), (end.ExitCode, end.Error));
        Assert.Empty(FolderContents.Files(cache));
    }

    /// <summary>Makes something and makes it another user's, which takes root.</summary>
    private static void GiveAway(Action make, string path)
    {
        Skip.IfNot(OperatingSystem.IsLinux() && Environment.UserName == "root", "Only root can give a file away.");
        make();
        Assert.Equal(0, ChildProcess.Run("/bin/chown", ["nobody", path], "/").ExitCode);
    }

    [Fact]
    public void FolderThatCannotBeMade_StoresAndFindsNothing()
    {
        File.WriteAllText(_folder.PathOf("file"), "");
        BuildCache cache = new(_folder.PathOf("file", "cache"));

        cache.Store(Key, Image);

        Assert.Null(cache.Find(Key));
        Assert.Equal(default, cache.Contents());
        Assert.NotNull(cache.Problem());
    }

    [Fact]
    public void Store_ManyAtOnce_LeavesWholeEntries()
    {
        byte[][] images = [.. Enumerable.Range(0, 4).Select(i => Enumerable.Repeat((byte)i, 10_000).ToArray())];

        Parallel.For(0, 64, i =>
        {
            string key = new("abcd"[i % 4], 64);
            Cache.Store(key, images[i % 4]);
            Assert.Equal(images[i % 4], Cache.Find(key));
        });

        Assert.Equal(4, FolderContents.Files(Cache.Folder).Count);
    }

    [Theory]
    [InlineData("off", "/x", "/home", null)]
    [InlineData("/own", "/x", "/home", "/own")]
    [InlineData("", "/x", "/home", "/x/qmac")]
    [InlineData(null, "relative", "/home", "/home/.cache/qmac")]
    [InlineData(null, null, "/home", "/home/.cache/qmac")]
    [InlineData(null, null, null, null)]
    public void FolderOf_Environment_IsWhereXdgSays(string? asked, string? cacheHome, string? home, string? expected)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Dictionary<string, string?> environment = new() { ["QMAC_CACHE"] = asked, ["XDG_CACHE_HOME"] = cacheHome, ["HOME"] = home };

        Assert.Equal(expected, BuildCache.FolderOf(environment.GetValueOrDefault));
    }

    [Fact]
    public void Compile_SecondTime_LoadsTheBuildThatWasKept()
    {
        PlannedNetwork planned = PlannedNetwork.Of(TinyGraphs.Network(5), OperatorPair.Exact);
        EmittedClass source = ModelEmitter.EmitClass(planned.Plan);
        Assert.Null(InMemoryCompiler.Find(source, Cache));
        CompiledRunner compiled = InMemoryCompiler.Compile(source, Cache, default);
        CompiledRunner? found = InMemoryCompiler.Find(source, Cache);

        SampleBatch samples = SampleBatch.Random(compiled.Create().Inputs, 2, seed: 1);
        Assert.Equal(compiled.Type.Module.ModuleVersionId, found!.Type.Module.ModuleVersionId);
        Assert.NotSame(compiled.Type, found.Type);
        NpyAssert.Equal(BatchRunner.Run(compiled.Create, samples)[0], BatchRunner.Run(found.Create, samples)[0], "kept build");
    }

    [Fact]
    public void Key_AnythingThatMatters_ChangesIt()
    {
        EmittedClass source = new("N.C", EquatableArray.Of(new EmittedFile("a.cs", "text"), new EmittedFile("b.cs", "more")), new byte[] { 1, 2 });
        EmittedClass[][] builds =
        [
            [source],
            [source with { FullName = "N.D" }],
            [source with { Files = EquatableArray.Of(new EmittedFile("a.cs", "textm"), new EmittedFile("b.cs", "ore")) }],
            [source with { Files = EquatableArray.Of(new EmittedFile("a.cs", "text")) }],
            [source with { Parameters = new byte[] { 1, 3 } }],
            [source, source],
        ];

        string[] keys = [.. builds.Select(build => BuildKey.Of(build, isChecked: false)), BuildKey.Of([source], isChecked: true)];

        Assert.Equal(keys.Length, keys.Distinct().Count());
        Assert.Equal(keys[0], BuildKey.Of([source with { Parameters = new byte[] { 1, 2 } }], isChecked: false));
    }
}
