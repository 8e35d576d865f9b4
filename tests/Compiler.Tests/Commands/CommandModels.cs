using QMacVerify.Tests.Shared.Tflite;
using static QMacVerify.Compiler.Tests.Import.Tflite.TestModels;

namespace QMacVerify.Compiler.Tests.Commands;

/// <summary>Small .tflite files for tests of the commands.</summary>
internal static class CommandModels
{
    /// <summary>The sum of two inputs of four codes, all of one scale.</summary>
    public static byte[] TwoInputs() => Sum(inputs: 2);

    /// <summary>The sum of three.</summary>
    public static byte[] ThreeInputs() => Sum(inputs: 3);

    /// <summary>A row of codes, reshaped.</summary>
    public static byte[] Wide(int codes) => OneOperator(([1, codes], Scale(1)), ([codes], Scale(1)), (writer, x, y) => writer.Reshape(x, y));

    private static byte[] Sum(int inputs)
    {
        TfliteWriter writer = new();
        int[] operands = [.. Enumerable.Range(0, inputs).Select(i => writer.AddTensor($"x{i}", TfliteType.Int8, [1, 4], Scale(1)))];
        int sum = operands[0];
        foreach (int operand in operands[1..])
        {
            int next = writer.AddTensor($"sum{operand}", TfliteType.Int8, [1, 4], Scale(1));
            writer.Add(sum, operand, next);
            sum = next;
        }

        writer.SetInputs(operands);
        writer.SetOutputs(sum);
        return writer.ToArray();
    }
}
