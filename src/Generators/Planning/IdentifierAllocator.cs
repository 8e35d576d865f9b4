using System.Text;

namespace QMacVerify.Generators.Planning;

/// <summary>Gives names from outside a C# identifier each, in graph order; clashes get a suffix.</summary>
/// <remarks>Only ASCII letters and digits of a name survive, so nothing of it can reach the syntax of generated code.</remarks>
internal sealed class IdentifierAllocator
{
    private const int MaxLength = 60;

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
        string stem = PascalCase(name);
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

    /// <summary><c>conv2d_1</c> to <c>Conv2d1</c>; <c>Layer</c> when nothing is left.</summary>
    internal static string PascalCase(string name)
    {
        StringBuilder identifier = new();
        bool startsWord = true;
        foreach (char c in name)
        {
            bool isDigit = c is >= '0' and <= '9';
            bool isLetter = c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z');
            if (!isDigit && !isLetter)
            {
                startsWord = true;
                continue;
            }

            if (isDigit && identifier.Length == 0)
            {
                identifier.Append("Layer");
            }

            identifier.Append(startsWord ? char.ToUpperInvariant(c) : c);
            startsWord = false;
            if (identifier.Length == MaxLength)
            {
                break;
            }
        }

        return identifier.Length == 0 ? "Layer" : identifier.ToString();
    }

    private bool IsFree(string identifier) =>
        !_taken.Contains(identifier) && _suffixes.All(suffix => !_taken.Contains(identifier + suffix));
}
