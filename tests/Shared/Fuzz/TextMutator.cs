using System.Text;
using QMacVerify.Runtime;

namespace QMacVerify.Tests.Shared.Fuzz;

/// <summary>Changes texts word by word and line by line, so that most are still JSON, CSV, C or Verilog: the same change for the same seed.</summary>
/// <param name="corpus">Valid texts to begin with and to splice from.</param>
public sealed class TextMutator(IReadOnlyList<string> corpus)
{
    private const int MostNested = 5000;

    private static readonly string[] Words =
    [
        "", "0", "1", "-1", "2", "3", "127", "128", "-128", "255", "256", "65536", "2147483647", "2147483648", "-2147483648", "4294967296",
        "9223372036854775807", "9223372036854775808", "-9223372036854775808", "1e999", "-0", "1.5", "1e-400", "00", "NaN", "Infinity", "null", "true",
        "[]", "{}", "\"\"", "\"x\"", "\"\\ud800\"", "\"\\u0000\"", "\"0x7fc00000\"", "\"0xff800000\"", "\"../x\"", "0x", "*", "\0", "\r", "\u2028", "\ufeff", "\ud800", "'", "\"", "`",
    ];

    /// <summary>One to three changes to one of the texts.</summary>
    public string Mutate(SplitMix64 random) => Mutate(corpus[random.NextBelow(corpus.Count)], random);

    /// <summary>The same to a text.</summary>
    public string Mutate(string text, SplitMix64 random)
    {
        for (int changes = 1 + random.NextBelow(3); changes > 0 && text.Length > 0; changes--)
        {
            text = random.NextBelow(12) switch
            {
                0 => text[..random.NextBelow(text.Length)],
                1 => Lines(text, random),
                2 => Splice(text, random),
                3 => Nest(text, random),
                4 or 5 => Character(text, random),
                _ => Word(text, random),
            };
        }

        return text;
    }

    private static string Word(string text, SplitMix64 random)
    {
        (int start, int length) = WordAt(text, random.NextBelow(text.Length));
        (int otherStart, int otherLength) = WordAt(text, random.NextBelow(text.Length));
        string word = random.NextBelow(6) switch
        {
            0 => text.Substring(otherStart, otherLength),
            1 => $"{text.AsSpan(start, length)}{text.AsSpan(start, length)}",
            2 => $"-{text.AsSpan(start, length)}",
            3 when long.TryParse(text.AsSpan(start, length), out long number) => Neighbour(number, random),
            _ => Words[random.NextBelow(Words.Length)],
        };
        return string.Concat(text.AsSpan(0, start), word, text.AsSpan(start + length));
    }

    private static string Neighbour(long number, SplitMix64 random) =>
        (random.NextBelow(4) switch { 0 => number + 1, 1 => number - 1, 2 => unchecked(number * 2), _ => unchecked(number << 16) }).ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Letters and digits around a position, or the one character there.</summary>
    private static (int Start, int Length) WordAt(string text, int position)
    {
        if (!IsOfWord(text[position]))
        {
            return (position, 1);
        }

        int start = position;
        while (start > 0 && IsOfWord(text[start - 1]))
        {
            start--;
        }

        int end = position;
        while (end < text.Length && IsOfWord(text[end]))
        {
            end++;
        }

        return (start, end - start);

        static bool IsOfWord(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '+';
    }

    /// <summary>A line gone, twice, or at another place.</summary>
    private static string Lines(string text, SplitMix64 random)
    {
        List<string> lines = [.. text.Split('\n')];
        int at = random.NextBelow(lines.Count);
        string line = lines[at];
        int change = random.NextBelow(3);
        if (change != 1)
        {
            lines.RemoveAt(at);
        }

        if (change != 0)
        {
            lines.Insert(random.NextBelow(lines.Count + 1), line);
        }

        return string.Join('\n', lines);
    }

    private static string Nest(string text, SplitMix64 random)
    {
        int depth = random.NextBelow(random.NextBelow(8) == 0 ? MostNested : 40);
        (string open, string close) = random.NextBelow(3) switch { 0 => ("[", "]"), 1 => ("{\"a\": ", "}"), _ => ("(", ")") };
        (int start, int length) = WordAt(text, random.NextBelow(text.Length));
        StringBuilder nested = new StringBuilder(text, 0, start, text.Length + 16).Insert(start, open, depth).Append(text, start, length);
        return nested.Insert(nested.Length, close, random.NextBelow(4) == 0 ? 0 : depth).Append(text, start + length, text.Length - start - length).ToString();
    }

    private static string Character(string text, SplitMix64 random)
    {
        int at = random.NextBelow(text.Length);
        char c = random.NextBelow(3) == 0 ? (char)random.NextBelow(char.MaxValue + 1) : (char)random.NextBelow(128);
        return random.NextBelow(3) switch
        {
            0 => text.Remove(at, 1),
            1 => text.Insert(at, c.ToString()),
            _ => string.Concat(text.AsSpan(0, at), c.ToString(), text.AsSpan(at + 1)),
        };
    }

    private string Splice(string text, SplitMix64 random)
    {
        string other = corpus[random.NextBelow(corpus.Count)];
        int from = random.NextBelow(other.Length);
        int count = 1 + random.NextBelow(Math.Min(512, other.Length - from));
        int first = random.NextBelow(text.Length);
        int replaced = random.NextBelow(2) * Math.Min(count, text.Length - first);
        return string.Concat(text.AsSpan(0, first), other.AsSpan(from, count), text.AsSpan(first + replaced));
    }
}
