using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Planning;

/// <summary>Gives names from outside a C# identifier each, in graph order; clashes get a suffix.</summary>
/// <remarks>Only ASCII letters and digits of a name survive, so nothing of it can reach the syntax of generated code.</remarks>
internal sealed class IdentifierAllocator
{
    private readonly HashSet<string> _taken;
    private readonly string[] _suffixes;

    /// <summary>Starts with names that are taken already.</summary>
    /// <param name="reserved">Members that the class has anyway.</param>
    /// <param name="suffixes">Appended to an identifier they name its further members, which are reserved with it.</param>
    public IdentifierAllocator(IEnumerable<string> reserved, params string[] suffixes)
    {
        _taken = new HashSet<string>(reserved, StringComparer.Ordinal);
        _suffixes = suffixes;
    }

    public string Allocate(string name)
    {
        string stem = CSharpNames.PascalCase(name, "Layer");
        string identifier = stem;
        for (int number = 2; !IsFree(identifier); number++)
        {
            identifier = Invariant($"{stem}_{number}");
        }

        _taken.Add(identifier);
        foreach (string suffix in _suffixes)
        {
            _taken.Add(identifier + suffix);
        }

        return identifier;
    }

    private bool IsFree(string identifier) =>
        !_taken.Contains(identifier) && _suffixes.All(suffix => !_taken.Contains(identifier + suffix));
}
