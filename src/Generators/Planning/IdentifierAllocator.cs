using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Planning;

/// <summary>Gives names from outside a C# identifier each, in graph order; clashes get a suffix.</summary>
/// <remarks>Only ASCII letters and digits of a name survive, so nothing of it can reach the syntax of generated code.</remarks>
internal sealed class IdentifierAllocator
{
    private readonly HashSet<string> _taken;

    /// <summary>Starts with names that are taken already.</summary>
    /// <param name="reserved">Members that the class has anyway.</param>
    public IdentifierAllocator(IEnumerable<string> reserved) => _taken = new HashSet<string>(reserved, StringComparer.Ordinal);

    /// <summary>An identifier for a name.</summary>
    /// <param name="name">Any text.</param>
    /// <param name="suffixes">Appended to the identifier they name its further members, which are taken with it.</param>
    public string Allocate(string name, IEnumerable<string> suffixes)
    {
        string[] members = ["", .. suffixes];
        string stem = CSharpNames.PascalCase(name, "Layer");
        string identifier = stem;
        for (int number = 2; members.Any(suffix => _taken.Contains(identifier + suffix)); number++)
        {
            identifier = Invariant($"{stem}_{number}");
        }

        _taken.UnionWith(members.Select(suffix => identifier + suffix));
        return identifier;
    }
}
