using QMacVerify.Compiler.Evaluation;
using QMacVerify.Compiler.Packages;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Sweep;

/// <summary>A package of three layers, samples, and as labels what the exact network says of them: circuits have something to lose.</summary>
internal sealed class TinyClassifier : IDisposable
{
    public const int Samples = 60;

    public TinyClassifier()
    {
        TinyGraphBuilder builder = new("classifier", new SplitMix64(5));
        int image = builder.Input([1, 5, 5, 2], zeroPoint: 0);
        int convolution = builder.Conv2D(image, 4, new TinyWindow(3, 3), Spread(-8));
        builder.FullyConnected(builder.FullyConnected(convolution, 8, Spread(-8)), 6, Spread(-7));
        ModelPackage.Write(Package, builder.Build());
        sbyte[] codes = new sbyte[Samples * 50];
        new SplitMix64(1).FillInt8(codes);
        NpyFormat.WriteFile(Images, NpyArray.Create<sbyte>([Samples, 5, 5, 2], codes));
        QMac.Success("run", "--pkg", Package, "--input", Images, "--out", PathOf("exact"));
        NpyFormat.WriteFile(Labels, NpyArray.Create<int>([Samples], Accuracy.Classes(NpzArchive.ReadFile(PathOf("exact", "outputs.npz"))["output_0"])));
    }

    /// <summary>The folder of all.</summary>
    public TemporaryFolder Folder { get; } = new();

    public string Package => PathOf("p");

    public string Images => PathOf("x.npy");

    public string Labels => PathOf("y.npy");

    /// <summary>A command on the samples with their labels.</summary>
    public string[] Line(string verb) => [verb, "--pkg", Package, "--data", Images, "--labels", Labels];

    public string PathOf(params string[] parts) => Folder.PathOf(parts);

    public void Dispose() => Folder.Dispose();

    /// <summary>Results spread over the codes, so that samples have several classes and lose them by and by.</summary>
    private static TinyParameters Spread(int shift) => new() { Multipliers = [new QuantizedMultiplier(1 << 30, shift)], Clamp = ClampRange.Full, ZeroPoint = 0 };
}
