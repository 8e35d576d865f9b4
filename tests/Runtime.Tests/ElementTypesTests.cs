using QMacVerify.Runtime.Running;

namespace QMacVerify.Runtime.Tests;

public class ElementTypesTests
{
    [Fact]
    public void NameAndSize_EveryType_AreNumpys() => Assert.Equal(
        "bool 1, int8 1, uint8 1, int16 2, uint16 2, int32 4, uint32 4, int64 8, uint64 8, float16 2, float32 4, float64 8",
        string.Join(", ", Enum.GetValues<ElementType>().Select(type => $"{type.Name()} {type.Size()}")));

    [Fact]
    public void TensorDescription_Counts_MultiplyTheSizes()
    {
        TensorDescription image = new("image", ElementType.Float32, [1, 32, 32, 3], 1f, -128);
        Assert.Equal(3072, image.ElementCount);
        Assert.Equal(12288, image.ByteCount);
        Assert.Equal(1, new TensorDescription("scalar", ElementType.Int8, [], 1f, 0).ByteCount);
    }
}
