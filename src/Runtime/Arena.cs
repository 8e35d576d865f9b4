using System.Runtime.InteropServices;

namespace QMacVerify.Runtime;

/// <summary>Memory of a runner that begins with a line of the cache, so that vectors at multiples of their length lie in one.</summary>
public sealed class Arena
{
    private const int Line = 64;

    private readonly sbyte[] _memory;
    private readonly int _start;

    /// <summary>Allocates it.</summary>
    /// <param name="length">In bytes, at most <see cref="Array.MaxLength"/> - 63.</param>
    public Arena(int length)
    {
        _memory = GC.AllocateArray<sbyte>(checked(length + Line - 1), pinned: true);
        nint address = Marshal.UnsafeAddrOfPinnedArrayElement(_memory, 0);
        _start = (int)(-address & (Line - 1));
    }

    /// <summary>A stretch of it.</summary>
    public Span<sbyte> AsSpan(int offset, int length) => _memory.AsSpan(_start + offset, length);
}
