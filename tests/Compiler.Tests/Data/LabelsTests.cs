using System.Globalization;
using QMacVerify.Compiler.Data;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Data;

public sealed class LabelsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => _folder.PathOf("y.npy");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(3)]
    [InlineData(3, 1)]
    public void ReadFile_OneIntegerPerSample_GivesThem(params int[] shape)
    {
        Write<byte>(shape, 2, 0, 9);

        Assert.Equal([2, 0, 9], Labels.ReadFile(File, samples: 3, classes: 10, available: 3));
    }

    [Fact]
    public void ReadFile_LabelsOfSamplesThatALimitCut_AreLeftOut()
    {
        Write<long>([3], 2, 0, 9);

        Assert.Equal([2, 0], Labels.ReadFile(File, samples: 2, classes: 10, available: 3));
    }

    [Fact]
    public void ReadFile_OneHotOrARow_IsRefusedWithTheShape()
    {
        Write([2, 3], 0, 1, 0, 1, 0, 0);
        Assert.Equal($"{File} is int32 [2, 3], expected one integer per sample, shape [2]; of one-hot rows give the position of the one.", Refusal(samples: 2, classes: 3));
        Write([1, 2], 0, 1);
        Assert.Equal($"{File} is int32 [1, 2], expected one integer per sample, shape [2]; of one-hot rows give the position of the one.", Refusal(samples: 2, classes: 3));
    }

    [Fact]
    public void ReadFile_ThreeAxesOrNone_AreRefusedWithTheShape()
    {
        Write([2, 1, 1], 0, 1);
        Assert.Equal($"{File} is int32 [2, 1, 1], expected one integer per sample, shape [2].", Refusal(samples: 2, classes: 3));
        Write([], 0);
        Assert.Equal($"{File} is int32 [], expected one integer per sample, shape [1].", Refusal(samples: 1, classes: 3));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void ReadFile_OtherNumberOfLabels_IsRefused(int labels)
    {
        Write([labels], new int[labels]);

        Assert.Equal($"{File} has {labels} labels, but there are 3 samples.", Refusal(samples: 3, classes: 10));
    }

    [Theory]
    [InlineData("0 10 4", "has label 10 for sample 1, but the classes of the model are 0 to 9.")]
    [InlineData("0 9 -1", "has label -1 for sample 2, but the classes of the model are 0 to 9.")]
    [InlineData("9223372036854775807 1 1", "has label 9223372036854775807 for sample 0, but the classes of the model are 0 to 9.")]
    [InlineData("1 3 10", "has label 10 for sample 2, but the classes of the model are 0 to 9; labels run from 1 to 10: subtract 1.")]
    [InlineData("8 -1 3", "has label -1 for sample 1, but the classes of the model are 0 to 9; labels run from -1 to 8: add 1.")]
    public void ReadFile_LabelOutsideTheClasses_IsRefusedWithItsSample(string labels, string expected)
    {
        Write([3], Array.ConvertAll(labels.Split(' '), label => long.Parse(label, CultureInfo.InvariantCulture)));

        Assert.Equal($"{File} {expected}", Refusal(samples: 3, classes: 10));
    }

    private void Write<T>(int[] shape, params T[] values)
        where T : unmanaged => NpyFormat.WriteFile(File, NpyArray.Create<T>(shape, values));

    private string Refusal(int samples, int classes) =>
        Assert.Throws<InputException>(() => Labels.ReadFile(File, samples, classes, samples)).Message;
}
