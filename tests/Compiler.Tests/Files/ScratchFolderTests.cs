using QMacVerify.Compiler.Files;

namespace QMacVerify.Compiler.Tests.Files;

public class ScratchFolderTests
{
    private const string Gone = "2147483647";

    [Fact]
    public void RemoveStale_FolderOfAProcessThatIsGone_IsDeletedUnlessItIsInUse()
    {
        using ScratchFolder scratch = new();
        using ScratchFolder ofTheSameProcess = new();
        string abandoned = MakeFolder(scratch, Gone);
        string inUse = MakeFolder(scratch, Gone);
        string ofALiveProcess = MakeFolder(scratch, "1");
        string withoutLock = MakeFolder(scratch, Gone);
        File.Delete(Path.Combine(withoutLock, ".qmac.lock"));
        try
        {
            using (new FileStream(Path.Combine(inUse, ".qmac.lock"), FileMode.Open, FileAccess.Write, FileShare.None))
            {
                scratch.RemoveStale();
            }

            Assert.False(Directory.Exists(abandoned));
            Assert.All([scratch.Path, ofTheSameProcess.Path, inUse, ofALiveProcess, withoutLock], folder => Assert.True(Directory.Exists(folder)));
        }
        finally
        {
            Array.ForEach([inUse, ofALiveProcess, withoutLock], folder => Directory.Delete(folder, recursive: true));
        }
    }

    private static string MakeFolder(ScratchFolder beside, string owner)
    {
        string folder = Path.Combine(Path.GetDirectoryName(beside.Path)!, $"qmac-{owner}-{Guid.NewGuid():n}");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, ".qmac.lock"), "");
        File.WriteAllText(Path.Combine(folder, "bench.v"), "");
        return folder;
    }
}
