namespace QMacVerify.Compiler.Reporting.Pictures;

/// <summary>A 5x7 bitmap font with two rows for descenders: digits, small letters and some punctuation.</summary>
internal static class BitmapFont
{
    /// <summary>Height of a capital or digit; descenders reach two rows below.</summary>
    public const int Height = 7;

    /// <summary>Distance from one character to the next.</summary>
    public const int Advance = 6;

    private const int GlyphWidth = 5;
    private const int GlyphHeight = 9;

    private static readonly (string Characters, string Pixels)[] Bands =
    [
        ("0123456789", """
            .###. ..#.. .###. ##### ...#. ##### ..##. ##### .###. .###.
            #...# .##.. #...# ...#. ..##. #.... .#... ....# #...# #...#
            #...# ..#.. ....# ..#.. .#.#. ####. #.... ...#. #...# #...#
            #...# ..#.. ...#. ...#. #..#. ....# ####. ..#.. .###. .####
            #...# ..#.. ..#.. ....# ##### ....# #...# .#... #...# ....#
            #...# ..#.. .#... #...# ...#. #...# #...# .#... #...# ...#.
            .###. .###. ##### .###. ...#. .###. .###. .#... .###. .##..
            ..... ..... ..... ..... ..... ..... ..... ..... ..... .....
            ..... ..... ..... ..... ..... ..... ..... ..... ..... .....
            """),
        ("abcdefghijklm", """
            ..... #.... ..... ....# ..... ..##. ..... #.... ..#.. ...#. #.... .##.. .....
            ..... #.... ..... ....# ..... .#..# ..... #.... ..... ..... #.... ..#.. .....
            .###. ####. .###. .#### .###. .#... .#### #.##. .##.. ..##. #..#. ..#.. ##.#.
            ....# #...# #.... #...# #...# ###.. #...# ##..# ..#.. ...#. #.#.. ..#.. #.#.#
            .#### #...# #.... #...# ##### .#... #...# #...# ..#.. ...#. ##... ..#.. #.#.#
            #...# #...# #...# #...# #.... .#... #...# #...# ..#.. ...#. #.#.. ..#.. #.#.#
            .#### ####. .###. .#### .###. .#... .#### #...# .###. ...#. #..#. .###. #.#.#
            ..... ..... ..... ..... ..... ..... ....# ..... ..... #..#. ..... ..... .....
            ..... ..... ..... ..... ..... ..... .###. ..... ..... .##.. ..... ..... .....
            """),
        ("nopqrstuvwxyz", """
            ..... ..... ..... ..... ..... ..... .#... ..... ..... ..... ..... ..... .....
            ..... ..... ..... ..... ..... ..... .#... ..... ..... ..... ..... ..... .....
            #.##. .###. ####. .#### #.##. .#### ###.. #...# #...# #...# #...# #...# #####
            ##..# #...# #...# #...# ##..# #.... .#... #...# #...# #...# .#.#. #...# ...#.
            #...# #...# #...# #...# #.... .###. .#... #...# #...# #.#.# ..#.. #...# ..#..
            #...# #...# #...# #...# #.... ....# .#..# #..## .#.#. #.#.# .#.#. #...# .#...
            #...# .###. ####. .#### #.... ####. ..##. .##.# ..#.. .#.#. #...# .#### #####
            ..... ..... #.... ....# ..... ..... ..... ..... ..... ..... ..... ....# .....
            ..... ..... #.... ....# ..... ..... ..... ..... ..... ..... ..... .###. .....
            """),
        (" /.,:-_+=()%", """
            ..... ....# ..... ..... ..... ..... ..... ..... ..... ...#. .#... ##...
            ..... ....# ..... ..... .##.. ..... ..... ..#.. ..... ..#.. ..#.. ##..#
            ..... ...#. ..... ..... .##.. ..... ..... ..#.. ##### .#... ...#. ...#.
            ..... ..#.. ..... ..... ..... ##### ..... ##### ..... .#... ...#. ..#..
            ..... .#... ..... ..... .##.. ..... ..... ..#.. ##### .#... ...#. .#...
            ..... #.... .##.. .##.. .##.. ..... ..... ..#.. ..... ..#.. ..#.. #..##
            ..... #.... .##.. ..#.. ..... ..... ##### ..... ..... ...#. .#... ...##
            ..... ..... ..... .#... ..... ..... ..... ..... ..... ..... ..... .....
            ..... ..... ..... ..... ..... ..... ..... ..... ..... ..... ..... .....
            """),
    ];

    private static readonly Dictionary<char, (int X, int Y)[]> Glyphs = ReadBands();

    /// <summary>Pixels of a text from its first pixel to its last, without the gap after it.</summary>
    public static int WidthOf(string text) => (text.Length * Advance) - (Advance - GlyphWidth);

    /// <summary>The set pixels of a character.</summary>
    /// <exception cref="KeyNotFoundException">The font has no such character.</exception>
    public static IReadOnlyList<(int X, int Y)> PixelsOf(char character) => Glyphs[character];

    private static Dictionary<char, (int X, int Y)[]> ReadBands()
    {
        Dictionary<char, (int X, int Y)[]> glyphs = [];
        foreach ((string characters, string pixels) in Bands)
        {
            string[] rows = pixels.ReplaceLineEndings("\n").Split('\n');
            for (int i = 0; i < characters.Length; i++)
            {
                int left = i * Advance;
                glyphs.Add(characters[i], [.. from y in Enumerable.Range(0, GlyphHeight)
                                              from x in Enumerable.Range(0, GlyphWidth)
                                              where rows[y][left + x] == '#'
                                              select (x, y)]);
            }
        }

        return glyphs;
    }
}
