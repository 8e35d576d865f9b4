using QMacVerify.Runtime;

namespace QMacVerify.Generators.Tests.Reading;

/// <summary>Random texts, mostly of characters that some format gives a meaning, lone surrogates among them.</summary>
internal sealed class SplitMix64Texts(ulong seed)
{
    private const string Special = "\0\t\r\n\"\\/*'`{}[]()<>&;:,.#%$@!?=|~ aZ09_-\u0085\u2028\u2029\ufeff\ud83d\ude00ä";

    private readonly SplitMix64 _random = new(seed);

    public string Next() => string.Concat(Enumerable.Range(0, _random.NextBelow(20)).Select(_ => Special[_random.NextBelow(Special.Length)]));
}
