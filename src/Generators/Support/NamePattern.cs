namespace QMacVerify.Generators.Support;

/// <summary>Names of layers as users give several at once.</summary>
public static class NamePattern
{
    /// <summary>Whether a name fits a pattern, in which each <c>*</c> stands for any text and each <c>?</c> for one character.</summary>
    public static bool Matches(string pattern, string name)
    {
        (int at, int position) = (0, 0);
        (int afterStar, int covered) = (-1, 0);
        while (position < name.Length)
        {
            if (at < pattern.Length && pattern[at] == '*')
            {
                (afterStar, covered) = (++at, position);
            }
            else if (at < pattern.Length && (pattern[at] == '?' || pattern[at] == name[position]))
            {
                (at, position) = (at + 1, position + 1);
            }
            else if (afterStar >= 0)
            {
                // The last star takes one character more: what an earlier one could take differently leads nowhere else.
                (at, position) = (afterStar, ++covered);
            }
            else
            {
                return false;
            }
        }

        return pattern.Skip(at).All(left => left == '*');
    }
}
