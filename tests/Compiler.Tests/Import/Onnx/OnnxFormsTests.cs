using QMacVerify.Compiler.Reference;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.Tests.Import.Onnx;

/// <summary>The two forms of a quantized model come out as the same operations.</summary>
public class OnnxFormsTests
{
    [Fact]
    public void Import_BothForms_GiveTheSameNodes()
    {
        Network quantized = OnnxTestModels.Import(OnnxTestModels.Network(isReal: false));
        Network real = OnnxTestModels.Import(OnnxTestModels.Network(isReal: true));

        Assert.Equal(quantized.Graph.Nodes.Select(node => node.Op), real.Graph.Nodes.Select(node => node.Op));
        Assert.Equal(quantized.Parameters.Tensors.Count(), real.Parameters.Tensors.Count());
    }

    [Fact]
    public void Run_BothForms_GiveTheSameTensors()
    {
        NpzArchive quantized = Tensors(OnnxTestModels.Network(isReal: false));
        NpzArchive real = Tensors(OnnxTestModels.Network(isReal: true));

        Assert.Equal(["x", "q1", "q2", "q3", "q4", "q5", "y"], real.Names);
        foreach (string name in real.Names)
        {
            Assert.Equal(quantized[name].Data.ToArray(), real[name].Data.ToArray());
        }

        // As in the model: channels before rows and columns.
        Assert.Equal([1, 4, 3, 5], quantized["q1"].Shape.ToArray());
    }

    /// <summary>Every tensor of a run on random codes, in the order of the model.</summary>
    private static NpzArchive Tensors(byte[] file)
    {
        Network network = OnnxTestModels.Import(file);
        ReferenceEngine engine = new(network, OperatorAssignment.Exact);
        TensorDump dump = new(network.Graph);
        BatchRunner.Run(() => engine, SampleBatch.Random(engine.Inputs, 1, 4), dump);
        NpzArchive all = dump.ToArchive();
        NpzArchive ordered = new();
        foreach (string name in (string[])["x", "q1", "q2", "q3", "q4", "q5", "y"])
        {
            ordered.Add(name, all[name]);
        }

        return ordered;
    }
}
