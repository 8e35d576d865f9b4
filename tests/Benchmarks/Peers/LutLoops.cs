using System.Runtime.InteropServices;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Benchmarks.Peers;

/// <summary>
/// What emulators of approximate multipliers do in C: im2col, then a table look-up for every product. The layers of products
/// of a network, from random int8 images to int32 sums; requantization and the other operations are left out, in their favour.
/// </summary>
internal sealed unsafe class LutLoops
{
    /// <summary>The loop of AdaPT, the table row of a weight held while the positions pass.</summary>
    public const string RowHoisted = "C row-hoisted";

    private static readonly Lazy<(nint Library, string? Failure)> Built = new(Build);

    private readonly int[] _products;
    private readonly List<Layer> _layers = [];

    /// <summary>Prepares a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="multiplier">The circuit; which one it is does not change the time of a look-up.</param>
    private LutLoops(Network network, Multiplier multiplier)
    {
        _products = new int[1 << 16];
        for (int i = 0; i < _products.Length; i++)
        {
            _products[i] = multiplier.Apply(unchecked((sbyte)i), unchecked((sbyte)(i >> 8)));
        }

        SplitMix64 random = new(1);
        foreach (MacNode node in network.Graph.MacNodes)
        {
            _layers.Add(new Layer(node.Geometry, network.Parameters[node.Weights].Int8, random));
        }
    }

    /// <summary>The loops for a network, with a table of products; where they cannot run, the run notes it.</summary>
    public static IEnumerable<(string Name, Action Run)> Of(BenchmarkRun run, Network network)
    {
        if (Built.Value.Failure is string failure)
        {
            run.Skip("C loops", failure);
            return [];
        }

        LutLoops layers = new(network, new TruncatedMultiplier(2));
        return
        [
            layers.Loop("C naive", "naive", isTransposed: false),
            layers.Loop(RowHoisted, "adapt", isTransposed: true),
            layers.Loop("C gather", "gather", isTransposed: true),
        ];
    }

    /// <summary>One of the loops, checked against plain sums of the circuit's products.</summary>
    private (string Name, Action Run) Loop(string name, string function, bool isTransposed)
    {
        var sums = (delegate* unmanaged<int, int, int, byte*, sbyte*, int*, int*, void>)NativeLibrary.GetExport(Built.Value.Library, function);
        var im2col = (delegate* unmanaged<int, int, int, int, int, int, byte*, byte*, int, void>)NativeLibrary.GetExport(Built.Value.Library, "im2col");
        void Run()
        {
            fixed (int* products = _products)
            {
                foreach (Layer layer in _layers)
                {
                    layer.Run(products, im2col, sums, isTransposed);
                }
            }
        }

        Run();
        return _layers.All(layer => layer.IsRight(_products))
            ? (name, Run)
            : throw new InvalidOperationException($"{name} differs from sums of the table's products");
    }

    private static (nint Library, string? Failure) Build()
    {
        string? source = SharedMaterial.Folder is string folder ? Path.Combine(folder, "spike", "lut_loops.c") : null;
        if (!File.Exists(source))
        {
            return (0, "spike/lut_loops.c is not in the shared folder");
        }

        if (!Tools.IsOnPath("gcc"))
        {
            return (0, "gcc is not on PATH");
        }

        using TemporaryFolder build = new();
        string library = build.PathOf("lut_loops.so");
        ChildResult result = ChildProcess.Run(
            "/usr/bin/env", ["gcc", "-O3", "-march=native", "-shared", "-fPIC", "-o", library, source], build.Path);
        return result.ExitCode == 0
            ? (NativeLibrary.Load(library), null)
            : (0, $"gcc does not compile spike/lut_loops.c: {result.Error.Split('\n')[0]}");
    }

    /// <summary>A layer with its buffers. A depthwise convolution is a group of one input channel for each channel.</summary>
    private sealed class Layer
    {
        private readonly MacGeometry _geometry;

        /// <summary>Whether im2col of the C code knows the window: a square one with padding alone.</summary>
        private readonly bool _isSquare;
        private readonly byte[][] _images;
        private readonly sbyte[] _weights;
        private readonly byte[] _columns;
        private readonly int[] _sums;

        public Layer(MacGeometry geometry, ReadOnlySpan<sbyte> weights, SplitMix64 random)
        {
            WindowGeometry window = geometry.Window;
            _geometry = geometry;
            _isSquare = window.FilterHeight == window.FilterWidth && window.StrideY == window.StrideX && window.DilationX == 1 && window.DilationY == 1
                && window.PadTop == window.PadLeft && window.Batches == 1 && window.Transposed is null
                && window.OutHeight == (window.InHeight + window.StrideY - 1) / window.StrideY
                && window.OutWidth == (window.InWidth + window.StrideX - 1) / window.StrideX;
            _images = [.. Enumerable.Range(0, geometry.Groups).Select(_ => Codes(window.Batches * window.InHeight * window.InWidth * geometry.GroupInChannels, random))];
            _weights = new sbyte[geometry.OutChannels * geometry.Taps];
            for (int outChannel = 0; outChannel < geometry.OutChannels; outChannel++)
            {
                for (int tap = 0; tap < geometry.Taps; tap++)
                {
                    _weights[(outChannel * geometry.Taps) + tap] = weights[geometry.WeightIndex(outChannel, tap)];
                }
            }

            _columns = new byte[geometry.Positions * geometry.Taps];
            _sums = new int[geometry.OutChannels * geometry.Positions];
        }

        public void Run(
            int* products,
            delegate* unmanaged<int, int, int, int, int, int, byte*, byte*, int, void> im2col,
            delegate* unmanaged<int, int, int, byte*, sbyte*, int*, int*, void> sums,
            bool isTransposed)
        {
            WindowGeometry window = _geometry.Window;
            int outChannels = _geometry.GroupOutChannels;
            for (int group = 0; group < _geometry.Groups; group++)
            {
                int first = group * outChannels;
                fixed (byte* image = _images[group], columns = _columns)
                fixed (sbyte* weights = &_weights[first * _geometry.Taps])
                fixed (int* groupSums = &_sums[first * _geometry.Positions])
                {
                    if (_isSquare)
                    {
                        im2col(
                            window.InHeight, window.InWidth, _geometry.GroupInChannels, window.FilterHeight, window.StrideY, window.PadTop,
                            image, columns, isTransposed ? 1 : 0);
                    }
                    else
                    {
                        FillColumns(_images[group], isTransposed);
                    }

                    sums(_geometry.Positions, _geometry.Taps, outChannels, columns, weights, products, groupSums);
                }
            }
        }

        /// <summary>im2col of any window.</summary>
        private void FillColumns(byte[] image, bool isTransposed)
        {
            int taps = _geometry.Taps;
            int[] pixels = new int[_geometry.Window.Elements];
            for (int position = 0; position < _geometry.Positions; position++)
            {
                _geometry.Window.PixelsAt(position, pixels);
                for (int tap = 0; tap < taps; tap++)
                {
                    _columns[isTransposed ? (tap * _geometry.Positions) + position : (position * taps) + tap] = Code(image, pixels, tap);
                }
            }
        }

        /// <summary>The code under a tap; padding has code 0, as in the C code.</summary>
        private byte Code(byte[] image, int[] pixels, int tap)
        {
            int channels = _geometry.GroupInChannels;
            int pixel = pixels[tap / channels];
            return pixel == WindowGeometry.Absent ? (byte)0 : image[(pixel * channels) + (tap % channels)];
        }

        /// <summary>Whether the sums are those of the definition.</summary>
        public bool IsRight(int[] products)
        {
            int[] pixels = new int[_geometry.Window.Elements];
            for (int position = 0; position < _geometry.Positions; position++)
            {
                _geometry.Window.PixelsAt(position, pixels);
                for (int outChannel = 0; outChannel < _geometry.OutChannels; outChannel++)
                {
                    byte[] image = _images[outChannel / _geometry.GroupOutChannels];
                    int sum = 0;
                    for (int tap = 0; tap < _geometry.Taps; tap++)
                    {
                        sum += products[((byte)_weights[(outChannel * _geometry.Taps) + tap] << 8) | Code(image, pixels, tap)];
                    }

                    if (sum != _sums[(outChannel * _geometry.Positions) + position])
                    {
                        return false;
                    }
                }
            }

            return true;
        }

        private static byte[] Codes(int count, SplitMix64 random)
        {
            byte[] codes = new byte[count];
            random.FillInt8(MemoryMarshal.Cast<byte, sbyte>(codes.AsSpan()));
            return codes;
        }
    }
}
