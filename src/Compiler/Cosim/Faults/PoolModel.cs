namespace QMacVerify.Compiler.Cosim.Faults;

/// <summary><c>pool_engine</c> in C#.</summary>
internal sealed class PoolModel(IReadOnlyDictionary<string, byte[][]> files) : EngineModel(files)
{
    public override EngineOutputs Run(EngineBehaviour behaviour)
    {
        sbyte[] codes = new sbyte[this[EngineWord.Outputs]];
        foreach (WindowOutput output in Outputs(groups: 1))
        {
            codes[output.At] = Code(output, behaviour);
        }

        return new EngineOutputs([], codes);
    }

    private sbyte Code(WindowOutput output, EngineBehaviour behaviour)
    {
        bool isMaximum = this[EngineWord.Maximum] != 0;
        int value = isMaximum && !behaviour.BeginsMaximumAtZero ? sbyte.MinValue : 0;
        int present = 0;
        int elements = this[EngineWord.FilterHeight] * this[EngineWord.FilterWidth];
        for (int element = 0; element < elements; element++)
        {
            int filterY = element / this[EngineWord.FilterWidth];
            int filterX = element % this[EngineWord.FilterWidth];
            bool isInside = IsInside(output.Y, filterY, output.X, filterX);
            present += isInside || behaviour.CountsPadding ? 1 : 0;
            if (isInside && !(behaviour.DropsLastTap && element == elements - 1))
            {
                int code = Activation(AddressOf(output.Y, filterY, output.X, filterX) + output.Channel);
                value = isMaximum ? Math.Max(value, code) : value + code;
            }
        }

        int result = isMaximum ? value : behaviour.Average(value, present, this[EngineWord.TiesUp] != 0);
        return (sbyte)Math.Clamp(result, this[EngineWord.Lower], this[EngineWord.Upper]);
    }
}
