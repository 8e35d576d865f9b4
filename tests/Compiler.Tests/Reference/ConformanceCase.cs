using QMacVerify.Compiler.Build;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.Tests.Reference;

/// <summary>A small model with inputs, and the outputs that another runtime gave for them.</summary>
internal sealed record ConformanceCase(string Name, Network Model, IReadOnlyList<NpyArray> Inputs, IReadOnlyList<NpyArray> Outputs)
{
    /// <summary>A case of an archive with <c>name/input_k</c> and <c>name/output_k</c>.</summary>
    public static ConformanceCase Of(string name, Network network, NpzArchive arrays) => new(
        name,
        network,
        [.. network.Graph.Inputs.Select((_, k) => arrays[$"{name}/input_{k}"])],
        [.. network.Graph.Outputs.Select((_, k) => arrays[$"{name}/output_{k}"])]);

    /// <summary>Every byte of every output, with both engines.</summary>
    /// <param name="cases">All are compiled into one assembly, which is far quicker than one each.</param>
    public static void AssertBothEnginesGiveTheOutputs(IReadOnlyList<ConformanceCase> cases)
    {
        Assert.NotEmpty(cases);
        IReadOnlyList<ExecutionPlan> plans = [.. cases.Select((test, i) => PlannedNetwork.Of(test.Model, OperatorAssignment.Exact, $"Model{i}").Plan)];
        foreach ((ConformanceCase test, CompiledRunner compiled) in cases.Zip(CompiledKernels.Of(plans)))
        {
            SampleBatch batch = InputReader.Read(test.Reference().Inputs, test.Inputs, quantize: false);
            foreach (Func<IModelRunner> create in (ReadOnlySpan<Func<IModelRunner>>)[test.Reference, compiled.Create])
            {
                IReadOnlyList<NpyArray> outputs = BatchRunner.Run(create, batch);
                for (int k = 0; k < outputs.Count; k++)
                {
                    NpyAssert.Equal(test.Outputs[k], outputs[k], $"{test.Name} output {k}");
                }
            }
        }
    }

    private Compiler.Reference.ReferenceEngine Reference() => new(Model, OperatorAssignment.Exact);
}
