using QMacVerify.Compiler.Demo;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Commands;

/// <summary>The built-in network as a package, and digits with labels for it; made once per test class, and only read.</summary>
public sealed class CnnSmallPackage : IDisposable
{
    public const int Samples = 12;

    private readonly TemporaryFolder _folder = new();

    public CnnSmallPackage()
    {
        Assert.Equal(0, QMac.Run("export", "--model", "cnn_small", "--out", Folder).ExitCode);
        DigitSample[] digits = DigitRenderer.Draw(7, Samples);
        Pixels = [.. digits.SelectMany(digit => digit.Pixels)];
        Codes = Array.ConvertAll(Pixels, pixel => unchecked((sbyte)(pixel ^ 0x80)));
        NpyFormat.WriteFile(Images, NpyArray.Create<sbyte>(Shape, Codes));
        NpyFormat.WriteFile(Labels, NpyArray.Create<byte>([Samples], [.. digits.Select(digit => (byte)digit.Label)]));
    }

    public static int[] Shape => [Samples, 28, 28, 1];

    public string Folder => _folder.PathOf("package");

    /// <summary>The digits as int8 codes.</summary>
    public string Images => _folder.PathOf("x.npy");

    public string Labels => _folder.PathOf("y.npy");

    public sbyte[] Codes { get; }

    /// <summary>The same, 0 to 255.</summary>
    public byte[] Pixels { get; }

    public void Dispose() => _folder.Dispose();
}
