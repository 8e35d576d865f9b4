namespace QMacVerify.Generators.Support;

/// <summary>Numbers for items, equal ones the same, in the order of first occurrence.</summary>
public sealed class Numbering<T>
    where T : notnull
{
    private readonly Dictionary<T, int> _numbers = [];
    private readonly List<T> _distinct = [];

    /// <summary>The item of each number.</summary>
    public IReadOnlyList<T> Distinct => _distinct;

    /// <summary>The number of an item.</summary>
    public int Of(T item)
    {
        if (!_numbers.TryGetValue(item, out int number))
        {
            number = _distinct.Count;
            _numbers.Add(item, number);
            _distinct.Add(item);
        }

        return number;
    }
}
