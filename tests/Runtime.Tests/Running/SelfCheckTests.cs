using System.Security.Cryptography;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Runtime.Tests.Running;

/// <summary>The files of a self-check: they pass with the model that they were made of, and with no other.</summary>
public sealed class SelfCheckTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SelfCheckTests()
    {
        SampleBatch sample = new(1, [NpyArray.Create<sbyte>([1, 3], [1, 2, -3])]);
        foreach ((string name, byte[] content) in SelfCheck.Files(sample, [NpyArray.Create<sbyte>([1, 3], [2, 3, -2])]))
        {
            File.WriteAllBytes(_folder.PathOf(name), content);
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_SameModel_Passes() =>
        Assert.Equal((true, "self-check: PASS, 3 elements of 1 outputs are as expected"), SelfCheck.Run(() => new Adding(1), _folder.Path));

    [Fact]
    public void Run_OtherModel_FailsWithTheFirstElement() =>
        Assert.Equal((false, "self-check: FAIL, output_0.npy: element 0 is 3, expected 2"), SelfCheck.Run(() => new Adding(2), _folder.Path));

    [Fact]
    public void Run_ChangedFile_FailsWithItsName()
    {
        byte[] changed = Changed("output_0.npy");
        Assert.Equal((false, "self-check: FAIL, output_0.npy is not the file that SHA256SUMS names"), SelfCheck.Run(() => new Adding(1), _folder.Path));

        // With its hash it is another expectation.
        File.WriteAllLines(_folder.PathOf("SHA256SUMS"), [
            File.ReadLines(_folder.PathOf("SHA256SUMS")).First(), $"{Convert.ToHexStringLower(SHA256.HashData(changed))}  output_0.npy"]);
        Assert.Equal((false, "self-check: FAIL, output_0.npy: element 2 is -2, expected -1"), SelfCheck.Run(() => new Adding(1), _folder.Path));
    }

    [Fact]
    public void Run_ChangedInput_FailsWithItsName()
    {
        Changed("input_0.npy");
        Assert.Equal((false, "self-check: FAIL, input_0.npy is not the file that SHA256SUMS names"), SelfCheck.Run(() => new Adding(1), _folder.Path));
    }

    [Fact]
    public void Run_OutputOfAnotherShape_Fails()
    {
        SampleBatch sample = new(1, [NpyArray.Create<sbyte>([1, 3], [1, 2, -3])]);
        foreach ((string name, byte[] content) in SelfCheck.Files(sample, [NpyArray.Create<sbyte>([1, 2], [2, 3])]))
        {
            File.WriteAllBytes(_folder.PathOf(name), content);
        }

        Assert.Equal((false, "self-check: FAIL, output_0.npy: the model gives int8 [1, 3], expected int8 [1, 2]"), SelfCheck.Run(() => new Adding(1), _folder.Path));
    }

    [Fact]
    public void Run_MissingFile_IsAnErrorOfTheCaller()
    {
        File.Delete(_folder.PathOf("output_0.npy"));
        Assert.Throws<FileNotFoundException>(() => SelfCheck.Run(() => new Adding(1), _folder.Path));
    }

    /// <summary>Changes the last element.</summary>
    private byte[] Changed(string name)
    {
        byte[] bytes = File.ReadAllBytes(_folder.PathOf(name));
        bytes[^1]++;
        File.WriteAllBytes(_folder.PathOf(name), bytes);
        return bytes;
    }

    private sealed class Adding(byte addend) : IModelRunner
    {
        public IReadOnlyList<TensorDescription> Inputs { get; } = [new("x", ElementType.Int8, [1, 3], 1, 0)];

        public IReadOnlyList<TensorDescription> Outputs => Inputs;

        public int BatchSize => 1;

        public void Run(int samples, IReadOnlyList<ReadOnlyMemory<byte>> inputs, IReadOnlyList<Memory<byte>> outputs, ITensorObserver? observer = null)
        {
            for (int i = 0; i < outputs[0].Length; i++)
            {
                outputs[0].Span[i] = unchecked((byte)(inputs[0].Span[i] + addend));
            }
        }
    }
}
