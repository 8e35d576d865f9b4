using System.Reflection;
using System.Reflection.Emit;

namespace QMacVerify.Tests.Shared;

/// <summary>How large the methods of compiled code are, counted in their IL.</summary>
/// <remarks>Above about 20,000 instructions or 60,000 bytes of IL the JIT silently compiles without optimization, seven times slower. Emitted code stays below half of that.</remarks>
public static class MethodSizes
{
    private const int MaxInstructions = 10_000;
    private const int MaxBytes = 25_000;
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    /// <summary>Checks every method of an assembly that was emitted.</summary>
    public static void AssertWithinLimits(Assembly assembly)
    {
        int bodies = 0;
        foreach (MethodBase method in assembly.GetTypes().SelectMany(type => type.GetMethods(All).Concat<MethodBase>(type.GetConstructors(All))))
        {
            if (method.GetMethodBody()?.GetILAsByteArray() is byte[] il)
            {
                bodies++;
                int instructions = il.Length < MaxInstructions ? il.Length : Instructions(il);
                Assert.True(
                    instructions < MaxInstructions && il.Length < MaxBytes,
                    $"{method.DeclaringType}.{method.Name} has {instructions} instructions in {il.Length} bytes of IL, more than the {MaxInstructions} or {MaxBytes} that leave the JIT room");
            }
        }

        Assert.NotEqual(0, bodies);
    }

    /// <summary>Checks an assembly that is a file.</summary>
    public static void AssertWithinLimits(string file) => AssertWithinLimits(Assembly.Load(File.ReadAllBytes(file)));

    private static int Instructions(byte[] il)
    {
        int count = 0;
        for (int offset = 0; offset < il.Length; count++)
        {
            OpCode code = il[offset] == 0xfe ? OpCodesByValue[(short)(0xfe00 | il[offset + 1])] : OpCodesByValue[il[offset]];
            offset += code.Size + code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, offset + code.Size)),
                _ => 4,
            };
        }

        return count;
    }
}
