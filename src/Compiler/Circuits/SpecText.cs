using QMacVerify.Generators.Circuits;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Circuits;

/// <summary>The options of a spec that names a file; each is taken once, and none may be left.</summary>
internal sealed class SpecText(MultiplierFileSpec spec)
{
    private readonly List<string> _options = [.. spec.Options];

    /// <summary>Path as the user wrote it.</summary>
    public string File => spec.Path;

    /// <summary>Whether a word without value is among the options.</summary>
    public bool TakeFlag(string flag) => _options.Remove(flag);

    /// <summary>The value of <c>key=value</c>, or null.</summary>
    /// <exception cref="InputException">The key occurs twice.</exception>
    public string? Take(string key)
    {
        string[] found = [.. _options.Where(option => option.StartsWith(key + "=", StringComparison.Ordinal))];
        if (found.Length > 1)
        {
            throw Error($"{key}= is given twice");
        }

        _options.RemoveAll(found.Contains);
        return found.Length == 0 ? null : found[0][(key.Length + 1)..];
    }

    /// <summary>The value of a key that is one of some words.</summary>
    public string? Take(string key, params string[] words) => Take(key) switch
    {
        null => null,
        string value when words.Contains(value) => value,
        string value => throw Error($"{key}={Quote(value)} is unknown; expected {string.Join(" or ", words.Select(word => $"{key}={word}"))}"),
    };

    /// <summary>All <c>prefix.NAME=value</c>, by name.</summary>
    public List<(string Name, string Value)> TakeAll(string prefix)
    {
        string[] found = [.. _options.Where(option => option.StartsWith(prefix + ".", StringComparison.Ordinal) && option.Contains('=', StringComparison.Ordinal))];
        _options.RemoveAll(found.Contains);
        return [.. found.Select(option => option[(prefix.Length + 1)..].Split('=', 2)).Select(parts => (parts[0], parts[1]))];
    }

    /// <summary>Refuses what was not taken.</summary>
    /// <param name="expected">The options there are.</param>
    public void RequireNoMore(string expected)
    {
        if (_options.Count > 0)
        {
            throw Error($"option {Quote(_options[0])} is unknown; expected {expected}");
        }
    }

    public InputException Error(string message) => new($"operator {Quote(spec.ToString())}: {message}");
}
