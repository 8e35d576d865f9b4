using QMacVerify.Tests.Shared;

namespace QMacVerify.Runtime.Tests.Arrays;

/// <summary>Files under <c>fixtures/</c>, which numpy wrote.</summary>
internal static class Fixture
{
    public static string PathOf(string name) => RepositoryFiles.PathOf("tests", "Runtime.Tests", "fixtures", name);

    public static byte[] Bytes(string name) => File.ReadAllBytes(PathOf(name));
}
