using QMacVerify.Compiler.Import;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Import.Onnx;

/// <summary>Damaged files: each gives a model that reads back, or one of the two exceptions of the importer, quickly.</summary>
[Trait("Category", "Slow")]
public class OnnxDamagedFileTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Import_FileCutAtAnyLength_GivesAModelOrARefusal(bool isReal)
    {
        byte[] file = OnnxTestModels.Network(isReal);
        Assert.True(Imports(file));
        int imported = Enumerable.Range(0, file.Length).Count(length => Imports(file[..length]));

        // A cut in the last bytes takes the operator set of Microsoft's operators, which has no other version.
        Assert.InRange(imported, 0, 64);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Import_FlippedBits_GivesAModelOrARefusal(bool isReal)
    {
        byte[] original = OnnxTestModels.Network(isReal);
        SplitMix64 random = new(20262);
        int imported = 0;
        for (int round = 0; round < 2_500; round++)
        {
            byte[] file = (byte[])original.Clone();
            for (int flips = (round % 4) + 1; flips > 0; flips--)
            {
                int bit = random.NextBelow(8 * file.Length);
                file[bit / 8] ^= (byte)(1 << (bit % 8));
            }

            imported += Imports(file) ? 1 : 0;
        }

        Assert.InRange(imported, 100, 2_400);
    }

    /// <summary>Lengths, extents and attributes are all varints: bytes of ones make the longest.</summary>
    [Fact]
    public void Import_AnyBytesMadeHuge_GivesAModelOrARefusal()
    {
        byte[] original = OnnxTestModels.Network(isReal: false);
        foreach (byte[] value in (byte[][])[[0xff, 0xff, 0xff, 0xff, 0x07], [0x7f], [0x00], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]])
        {
            for (int position = 0; position + value.Length <= original.Length; position++)
            {
                byte[] file = (byte[])original.Clone();
                value.CopyTo(file, position);
                Imports(file);
            }
        }
    }

    [Fact]
    public void Import_SplicedFiles_GivesAModelOrARefusal()
    {
        byte[] first = OnnxTestModels.Network(isReal: false);
        byte[] second = OnnxTestModels.Network(isReal: true);
        SplitMix64 random = new(20263);
        for (int round = 0; round < 500; round++)
        {
            Imports([.. first[..random.NextBelow(first.Length)], .. second[random.NextBelow(second.Length)..]]);
        }
    }

    private static bool Imports(byte[] file) => TimeLimit.Run(
        () =>
        {
            try
            {
                Network network = OnnxTestModels.Import(file);
                Assert.Equal(network.Graph, network.Reread().Graph);
                return true;
            }
            catch (Exception e) when (e is InvalidModelException or DiagnosticException)
            {
                Assert.DoesNotContain('\n', e.Message);
                return false;
            }
        },
        "a damaged file");
}
