using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Tests.Shared.Tflite;
using static QMacVerify.Compiler.Tests.Import.Tflite.TestModels;

namespace QMacVerify.Compiler.Tests.Import.Tflite;

/// <summary>SPLIT, SPLIT_V and UNPACK of constants: what reads the parts sees constants.</summary>
public class ConstantPartsTests
{
    [Fact]
    public void Import_ShapeThatIsUnpackedAndPacked_IsKnown()
    {
        Network network = ImportModel(OneOperator(([2, 2], Scale(1)), ([1, 4], Scale(1)), (writer, x, y) =>
        {
            int one = writer.AddTensor("one", TfliteType.Int32, []);
            int four = writer.AddTensor("four", TfliteType.Int32, []);
            writer.AddOperator(88, [writer.AddInt32("list", [2], [4, 1])], [four, one], 64, new FlatTable().Int32(0, 2));
            int shape = writer.AddTensor("shape", TfliteType.Int32, [2]);
            writer.AddOperator(83, [one, four], [shape], 59, new FlatTable().Int32(0, 2));
            writer.AddOperator(22, [x, shape], [y]);
        }));

        Assert.IsType<Reshape>(Assert.Single(network.Graph.Nodes));
    }

    [Theory]
    [InlineData(49)] // SPLIT
    [InlineData(102)] // SPLIT_V
    public void Import_PartOfConstantCodes_IsAnOperandOfItsOwn(int code)
    {
        Network network = ImportModel(OneOperator(([1, 2], Scale(1)), ([1, 2], Scale(1)), (writer, x, y) =>
        {
            int constant = writer.AddInt8("c", [1, 4], [1, 2, 3, 4], Scale(0.5f, 1));
            int first = writer.AddTensor("first", TfliteType.Int8, [1, 2], Scale(0.5f, 1));
            int second = writer.AddTensor("second", TfliteType.Int8, [1, 2], Scale(0.5f, 1));
            int axis = writer.AddInt32("axis", [1], [1]);
            writer.AddOperator(code, code == 49 ? [axis, constant] : [constant, writer.AddInt32("sizes", [2], [2, -1]), axis], [first, second]);
            writer.Add(x, second, y);
        }));

        Add add = Assert.IsType<Add>(Assert.Single(network.Graph.Nodes));
        Assert.Equal([3, 4], network.Parameters[add.Second].Int8.ToArray());
    }

    [Fact]
    public void Import_PartsThatAreNotTheWhole_AreRefused() => Assert.Contains(
        "makes parts of [1, 2] along axis 0 of [4]",
        Refusal(OneOperator(([2, 2], Scale(1)), ([1, 4], Scale(1)), (writer, x, y) => writer.AddOperator(
            102, [writer.AddInt32("list", [4], [1, 2, 3, 4]), writer.AddInt32("sizes", [2], [1, 2]), writer.AddInt32("axis", [1], [0])],
            [writer.AddTensor("first", TfliteType.Int32, [1]), writer.AddTensor("second", TfliteType.Int32, [2])]))).ToString(),
        StringComparison.Ordinal);
}
