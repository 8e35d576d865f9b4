using QMacVerify.Compiler.Bounds.Regions;
using QMacVerify.Compiler.Data;
using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;
using QMacVerify.Tests.Shared.Fuzz;

namespace QMacVerify.Benchmarks.Fuzz;

/// <summary>Files of arrays where commands take them: samples, labels, boxes of a region.</summary>
internal static class ArrayTargets
{
    private const int Samples = 2;

    public static IEnumerable<FuzzTarget> All(TemporaryFolder scratch)
    {
        Network network = TinyGraphs.Network(1);
        IReadOnlyList<TensorDescription> inputs = new ReferenceEngine(network, OperatorAssignment.Exact).Inputs;
        int[] shape = SampleShape.Batch(inputs[0].Shape, Samples);
        int count = shape.Aggregate((product, extent) => product * extent);
        NpyArray codes = NpyArray.Create(shape, new sbyte[count]);
        NpyArray[] arrays =
        [
            codes, NpyArray.Create(shape, new byte[count]), NpyArray.Create(shape, new float[count]), NpyArray.Create(shape, new double[count]),
            NpyArray.Create<long>([Samples], [0, 1]), NpyArray.Create<int>([Samples, 1], [0, 1]), NpyArray.Create<short>([2, 1], [-3, 4]),
        ];
        NpzArchive archive = new();
        archive.Add("input_0", codes);
        archive.Add("lower_0", NpyArray.Create<sbyte>([1], [-3]));
        archive.Add("upper_0", NpyArray.Create<sbyte>([1], [4]));
        using MemoryStream packed = new();
        archive.Write(packed);
        yield return Target("npy", [.. arrays.Select(NpyFormat.ToBytes)]);
        yield return Target("npz", [packed.ToArray()]);

        FuzzTarget Target(string extension, byte[][] corpus)
        {
            FileMutator files = new(corpus);
            TextMutator headers = new([.. corpus.Select(System.Text.Encoding.Latin1.GetString)]);
            string path = scratch.PathOf($"x.{extension}");
            return new FuzzTarget(extension, 1, random =>
            {
                byte[] file = random.NextBelow(2) == 0 ? files.Mutate(random).File : System.Text.Encoding.Latin1.GetBytes(headers.Mutate(random));
                int use = random.NextBelow(4);
                return new FuzzCase($"x.{extension}", file, () =>
                {
                    File.WriteAllBytes(path, file);
                    _ = use switch
                    {
                        0 => (object)Labels.ReadFile(path, Samples, 4, Samples),
                        1 => BoxFile.Read(path, network.Graph),
                        _ => InputReader.Read(inputs, [path], quantize: use == 2),
                    };
                });
            });
        }
    }
}
