using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace QMacVerify.Runtime.Tests;

public sealed class ArenaTests
{
    [Fact]
    public void AsSpan_AnyLength_BeginsWithALineAndStaysInside()
    {
        for (int length = 1; length < 300; length += 7)
        {
            Span<sbyte> all = new Arena(length).AsSpan(0, length);
            all[^1] = 5;

            Assert.Equal(length, all.Length);
            Assert.Equal(0, Unsafe.ByteOffset(ref Unsafe.NullRef<sbyte>(), ref MemoryMarshal.GetReference(all)) % 64);
        }
    }

    [Fact]
    public void AsSpan_TwoOfOnePlace_AreTheSame()
    {
        Arena arena = new(100);
        arena.AsSpan(40, 20)[3] = 7;
        Assert.Equal(7, arena.AsSpan(43, 1)[0]);
    }
}
