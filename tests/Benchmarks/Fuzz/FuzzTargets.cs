using System.Text;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;
using QMacVerify.Tests.Shared.Fuzz;

namespace QMacVerify.Benchmarks.Fuzz;

/// <summary>Everything that is read from outside.</summary>
internal static class FuzzTargets
{
    /// <param name="scratch">Where files of cases lie while they are read.</param>
    public static IReadOnlyList<FuzzTarget> All(TemporaryFolder scratch) =>
    [
        ModelTargets.Tflite(),
        ModelTargets.Onnx(scratch),
        PackageTarget.Create(scratch),
        .. ArrayTargets.All(scratch),
        .. OperatorTargets.All(scratch),
        CertificateTarget.Create(scratch),
        DataTarget.Create(scratch),
    ];

    /// <summary>The bytes of a text as tools write it, lone halves of characters included.</summary>
    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>Changes words of a text, or bytes of its file.</summary>
    /// <param name="texts">Words of texts.</param>
    /// <param name="text">The text to change.</param>
    /// <param name="random">The source of choices.</param>
    public static byte[] Damage(TextMutator texts, string text, SplitMix64 random) =>
        random.NextBelow(8) == 0 ? new FileMutator([Bytes(text)]).Mutate(random).File : Bytes(texts.Mutate(text, random));

    /// <summary>The same of JSON, most of which stays JSON.</summary>
    public static byte[] DamageJson(TextMutator texts, string text, SplitMix64 random) =>
        random.NextBelow(3) > 0 ? Bytes(JsonMutator.Mutate(text, random)) : Damage(texts, text, random);
}
