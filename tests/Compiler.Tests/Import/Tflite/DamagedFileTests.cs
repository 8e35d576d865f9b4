using System.Buffers.Binary;
using QMacVerify.Compiler.Import;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;
using QMacVerify.Tests.Shared.Tflite;
using static QMacVerify.Compiler.Tests.Import.Tflite.TestModels;

namespace QMacVerify.Compiler.Tests.Import.Tflite;

/// <summary>Damaged files: each gives a model that reads back, or one of the two exceptions of the importer, quickly.</summary>
[Trait("Category", "Slow")]
public class DamagedFileTests
{
    [Fact]
    public void Import_FileCutAtAnyLength_IsRefused()
    {
        byte[] file = Network();
        Assert.True(Imports(file));

        for (int length = 0; length < file.Length; length++)
        {
            // The last bytes are padding of the last buffer at most.
            Assert.True(!Imports(file[..length]) || length > file.Length - 16, $"cut at {length}");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Import_FlippedBits_GivesAModelOrARefusal(bool operations)
    {
        byte[] original = operations ? Operations() : Network();
        SplitMix64 random = new(20261);
        int imported = 0;
        for (int round = 0; round < 5_000; round++)
        {
            byte[] file = (byte[])original.Clone();
            for (int flips = (round % 4) + 1; flips > 0; flips--)
            {
                int bit = random.NextBelow(8 * file.Length);
                file[bit / 8] ^= (byte)(1 << (bit % 8));
            }

            imported += Imports(file) ? 1 : 0;
        }

        Assert.InRange(imported, 250, 4_750);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Import_AnyWordMadeHuge_GivesAModelOrARefusal(bool operations)
    {
        byte[] original = operations ? Operations() : Network();
        foreach (uint value in (uint[])[0x7fffffff, 0x80000000, 0xffffffff, 0x40000000, 0])
        {
            for (int position = 0; position + sizeof(uint) <= original.Length; position += sizeof(uint))
            {
                byte[] file = (byte[])original.Clone();
                BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(position), value);
                Imports(file);
            }
        }
    }

    [Fact]
    public void Import_TensorsThatShareOneBuffer_MayNotExceedTheFile()
    {
        TfliteWriter writer = new();
        int x = writer.AddTensor("x", TfliteType.Int8, [1, 1], Scale(1));
        int first = x;
        for (int i = 0; i < 200; i++)
        {
            int y = writer.AddTensor($"y{i}", TfliteType.Int8, [1, 1], Scale(1));
            writer.FullyConnected(x, writer.AddInt8($"w{i}", [1, 1], [1], Scale(1)), TfliteWriter.NoTensor, y);
            x = y;
        }

        int bulk = writer.AddInt8("bulk", [200_000], new sbyte[200_000], Scale(1));
        writer.SetInputs(first);
        writer.SetOutputs(x);
        byte[] file = writer.ToArray();
        Assert.True(Imports(file));

        // Every weight tensor now claims the bulk: shape and buffer are those of the last tensor.
        ShareBuffers(file, bulk);

        Assert.Equal("QMAC0101", Refusal(file).Descriptor.Id);
        Assert.Contains("exceed the", Refusal(file).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(100)]
    public void Import_NoModelAtAll_SaysWhatToGive(int length)
    {
        InvalidModelException e = Assert.Throws<InvalidModelException>(() => ImportModel(new byte[length]));

        Assert.Equal("test.tflite is not a TensorFlow Lite model: it lacks the identifier TFL3 at byte 4; give a .tflite file", e.Message);
    }

    [Fact]
    public void Import_OffsetOutOfTheFile_NamesTheByte()
    {
        byte[] file = Network();
        BinaryPrimitives.WriteUInt32LittleEndian(file, 0x7ffffff0);

        InvalidModelException e = Assert.Throws<InvalidModelException>(() => ImportModel(file));

        Assert.Equal(
            $"test.tflite cannot be read at byte 2147483632: a table lies outside the {file.Length} bytes of the file; convert or download the model again",
            e.Message);
    }

    /// <summary>Points the tensors between the first weights and the bulk at the shape and the buffer of the bulk.</summary>
    private static void ShareBuffers(byte[] file, int bulk)
    {
        int model = Follow(file, 0);
        int subgraph = Follow(file, Follow(file, Field(file, model, 2)) + 4);
        int tensors = Follow(file, Field(file, subgraph, 0)) + 4;
        int bulkTensor = Follow(file, tensors + (4 * bulk));
        int bulkShape = Follow(file, Field(file, bulkTensor, 0));
        uint bulkBuffer = BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(Field(file, bulkTensor, 2)));
        for (int weights = 2; weights < bulk; weights += 2)
        {
            int tensor = Follow(file, tensors + (4 * weights));
            int shape = Field(file, tensor, 0);
            int own = Follow(file, shape);
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(own + 4), 1);
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(own + 8), BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(bulkShape + 4)));
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(Field(file, tensor, 2)), bulkBuffer);
        }
    }

    private static int Follow(byte[] file, int position) => position + BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(position));

    private static int Field(byte[] file, int table, int id)
    {
        int vtable = table - BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(table));
        return table + BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(vtable + 4 + (2 * id)));
    }

    private static bool Imports(byte[] file) => TimeLimit.Run(
        () =>
        {
            try
            {
                Network network = ImportModel(file);
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
