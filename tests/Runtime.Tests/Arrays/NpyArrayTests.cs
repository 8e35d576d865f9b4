using QMacVerify.Runtime.Arrays;

namespace QMacVerify.Runtime.Tests.Arrays;

public class NpyArrayTests
{
    [Fact]
    public void Create_Values_AreLittleEndianBytes()
    {
        NpyArray array = NpyArray.Create<int>([1, 2], [1, -2]);
        Assert.Equal("int32 [1, 2]", array.ToString());
        Assert.Equal([1, 0, 0, 0, 0xFE, 0xFF, 0xFF, 0xFF], array.Data.ToArray());
        Assert.Equal(2, array.Count);
    }

    [Fact]
    public void Values_OfAnotherType_AreRefusedByName()
    {
        NpyArray array = new(ElementType.UInt8, [2], [1, 2], "params.npz: conv1.weight.npy");
        Assert.Equal(
            "params.npz: conv1.weight.npy is uint8 [2], expected int8.",
            Assert.Throws<ArrayFormatException>(() => array.Values<sbyte>()).Message);
        Assert.Throws<NotSupportedException>(() => array.Values<DateTime>());
    }

    [Fact]
    public void Constructor_ShapeAndDataDisagree_IsRefused()
    {
        Assert.Equal(
            "array has 5 bytes, expected 6 for int16 [3].",
            Assert.Throws<ArrayFormatException>(() => new NpyArray(ElementType.Int16, [3], new byte[5])).Message);
        Assert.Equal(
            "array has a dimension of size -1, expected none below 0.",
            Assert.Throws<ArrayFormatException>(() => NpyArray.Create<sbyte>([-1], [])).Message);
    }
}
