using QMacVerify.Compiler.Cosim;
using QMacVerify.Compiler.Cosim.Faults;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Hdl.Tests.Cosim.Faults;

/// <summary>The C# models of the engines give what the reference gives, so that they may say what a fault changes; and no fault is none.</summary>
public class EngineModelTests
{
    [SkippableTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Run_RandomLayers_IsEqual(int seed)
    {
        foreach (Network network in (Network[])[
            TinyGraphs.RandomLayer(seed), TinyGraphs.RandomLayer(seed, PaddingRule.Skip),
            TinyGraphs.RandomQuantization(seed), TinyGraphs.RandomQuantization(seed + 100, PaddingRule.Skip),
            TinyGraphs.Network(seed), TinyGraphs.Operations(seed)])
        {
            CosimRequest request = CosimSelfTestTests.Request(network, new OperatorPair(new ColumnTruncatedMultiplier(4), new LowerPartOrAdder(4)));
            using Cosimulation simulation = new(request, cache: null);

            // A layer that the model computes otherwise is no place for faults.
            int layers = simulation.FirstInputs().Count(input => input.Layer.Images == 1);
            Assert.Equal(layers, FaultBed.Of(request).Sum(bed => bed.Sites.Count));
        }
    }

    [SkippableTheory]
    [InlineData(RequantizationKind.TfliteDouble)]
    [InlineData(RequantizationKind.TfliteSingle)]
    [InlineData(RequantizationKind.OnnxFloat)]
    public void Changed_EveryFaultInASource_IsAnotherText(RequantizationKind kind)
    {
        CosimRequest request = CosimSelfTestTests.Request(FaultNetwork.Of(kind), OperatorPair.Exact);
        FaultBed bed = FaultBed.Of(request).Single();
        FaultForm[] forms =
        [
            .. EngineFaults.All.SelectMany(fault => fault.Forms(bed.Sites.First(site => site.Layer.Unit == fault.Unit))).Where(form => form.Text is not null),
        ];
        Assert.True(forms.Length >= 15);
        foreach (FaultForm form in forms)
        {
            string text = EngineText.Sources(bed.Spec).Single(source => source.Name == form.File).Text;
            Assert.NotEqual(text, form.Changed(form.File, text));
            Assert.Throws<InvalidOperationException>(() => form.Changed(form.File, ""));
            Assert.Throws<InvalidOperationException>(() => form.Changed(form.File, text + text));
        }
    }
}
