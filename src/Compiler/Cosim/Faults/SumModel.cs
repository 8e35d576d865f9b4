using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;

namespace QMacVerify.Compiler.Cosim.Faults;

/// <summary><c>add_engine</c> in C#.</summary>
internal sealed class SumModel(IReadOnlyDictionary<string, byte[][]> files) : EngineModel(files)
{
    private readonly byte[][] _y = files["y.hex"];

    public override EngineOutputs Run(EngineBehaviour behaviour)
    {
        sbyte[] codes = new sbyte[this[EngineWord.Outputs]];
        for (int i = 0; i < codes.Length; i++)
        {
            int first = Scale(Activation(i), EngineWord.ZeroPointA, EngineWord.FactorA, EngineWord.ShiftA, behaviour);
            int second = Scale(unchecked((sbyte)_y[i][0]), EngineWord.ZeroPointB, EngineWord.FactorB, EngineWord.ShiftB, behaviour);
            codes[i] = Requantize(
                unchecked(this[EngineWord.Subtract] != 0 ? first - second : first + second), (uint)this[EngineWord.Factor], this[EngineWord.Shift], behaviour);
        }

        return new EngineOutputs([], codes);
    }

    private int Scale(int code, EngineWord zeroPoint, EngineWord factor, EngineWord shift, EngineBehaviour behaviour) => unchecked((int)behaviour.Rescale(
        (code - this[zeroPoint]) << ScaledSum.LeftShift, (RequantizationKind)this[EngineWord.Kind], (uint)this[factor], this[shift]));
}
