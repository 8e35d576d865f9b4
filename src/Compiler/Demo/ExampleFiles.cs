using System.Text;
using QMacVerify.Compiler.Import;
using QMacVerify.Compiler.Templates;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;

namespace QMacVerify.Compiler.Demo;

/// <summary>A network, data and circuits to try every command on, as files of a user would be.</summary>
internal static class ExampleFiles
{
    public const string Model = "cnn_small.tflite";
    public const string Inputs = "x.npy";
    public const string Labels = "y.npy";
    public const string Data = "data.json";
    public const string Multiplier = "mul.v";
    public const string Circuits = "circuits.txt";
    public const string Costs = "costs.csv";

    /// <summary>Writes them all, or none. What was edited since an earlier call is kept.</summary>
    /// <exception cref="InputException">A file of one of the names has another content.</exception>
    public static void Write(string folder)
    {
        DigitSample[] digits = DemoDigits.Draw();
        (string Path, byte[] Content)[] files =
        [
            (Model, BuiltInModels.Open(Path.GetFileNameWithoutExtension(Model))),
            (Inputs, NpyFormat.ToBytes(DemoDigits.Images(digits))),
            (Labels, NpyFormat.ToBytes(DemoDigits.Labels(digits))),
            .. ((string[])[Data, Multiplier, Circuits, Costs]).Select(name => (name, Encoding.UTF8.GetBytes(EmbeddedText.Example(name)))),
        ];
        files = Array.ConvertAll(files, file => (Path.Combine(folder, file.Path), file.Content));
        if (files.FirstOrDefault(file => File.Exists(file.Path) && !File.ReadAllBytes(file.Path).AsSpan().SequenceEqual(file.Content)).Path is string changed)
        {
            throw new InputException($"{changed} is there already, with another content: remove it, or give another folder with --out");
        }

        AtomicFile.WriteAll([.. files.Select(file => (file.Path, (Action<Stream>)(stream => stream.Write(file.Content))))]);
    }
}
