using System.Runtime.InteropServices;

namespace QMacVerify.Runtime;

/// <summary>Reads the constants of classes that were compiled in memory: a resource of their assembly, which bears the full name of the class.</summary>
/// <remarks>The byte order is that of the machine, because it is the one that built the assembly.</remarks>
public static class ParameterResource
{
    /// <summary>An array out of the resource of a class; the class reads each of its constants once.</summary>
    /// <param name="owner">The class.</param>
    /// <param name="offset">Of the first element, in bytes.</param>
    /// <param name="length">In bytes, a multiple of the element's size.</param>
    /// <exception cref="EndOfStreamException">The resource is shorter.</exception>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static T[] Read<T>(Type owner, int offset, int length)
        where T : unmanaged
    {
        using Stream resource = owner.Assembly.GetManifestResourceStream(owner.FullName!)
            ?? throw new InvalidOperationException($"The assembly of {owner.FullName} has no parameters.");
        resource.Position = offset;
        T[] values = new T[length / Marshal.SizeOf<T>()];
        resource.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }
}
