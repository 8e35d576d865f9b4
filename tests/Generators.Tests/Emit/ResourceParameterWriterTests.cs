using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Emit;
using QMacVerify.Generators.Planning;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests.Emit;

public sealed class ResourceParameterWriterTests
{
    /// <summary>The resource holds every constant whole and in order, and the source says where.</summary>
    [Fact]
    public void EmitClass_Constants_AreTheBytesAtTheOffsetsOfTheSource()
    {
        ExecutionPlan plan = Plans.Of(TinyGraphs.Network(3), "trunc:2");
        EmittedClass emitted = ModelEmitter.EmitClass(plan);
        List<byte> expected = [];
        string source = emitted.Files[1].Text;

        foreach (Kernel kernel in plan.Kernels)
        {
            // Exponentials are computed from two numbers in the source.
            foreach (KernelConstant constant in kernel.Constants.Where(constant => constant is not ExponentialsConstant))
            {
                (string type, byte[] bytes) = constant switch
                {
                    Int8Constant int8 => ("sbyte", int8.Values.Select(value => (byte)value).ToArray()),
                    Int16Constant int16 => ("short", int16.Values.SelectMany(value => BitConverter.GetBytes(value)).ToArray()),
                    Int32Constant int32 => ("int", int32.Values.SelectMany(value => BitConverter.GetBytes(value)).ToArray()),
                    _ => throw new InvalidOperationException($"{constant} is new"),
                };
                Assert.Contains($"= ParameterResource.Read<{type}>(typeof({plan.ClassName}), offset: {expected.Count}, length: {bytes.Length});", source);
                Assert.Contains($" {kernel.Member(constant.Suffix)} =", source);
                expected.AddRange(bytes);
            }
        }

        Assert.NotEmpty(expected);
        Assert.Equal(expected, emitted.Parameters.ToArray());
    }

    [Theory]
    [InlineData(1000, "short", 2)]
    [InlineData(100_000, "int", 4)]
    public void Products_Table_HaveTheSizeOfTheirType(int product, string type, int size)
    {
        SourceWriter w = new();
        ResourceParameterWriter writer = new(w, "Net");
        TableMultiplier table = new("table:t.npy", [.. Enumerable.Repeat(-product, MultiplierTable.Count)]);

        writer.Products(table);

        Assert.Contains($"private static readonly {type}[] {table.TableName} = ParameterResource.Read<{type}>(typeof(Net), offset: 0, length: {size * MultiplierTable.Count});", w.ToString());
        Assert.Equal(size * MultiplierTable.Count, writer.Data.Length);
        Assert.Equal(-product, size == 2 ? BitConverter.ToInt16(writer.Data, 2) : BitConverter.ToInt32(writer.Data, 4));
    }
}
