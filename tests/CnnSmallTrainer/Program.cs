// Trains cnn_small on digits drawn by strokes, quantizes it and writes src/Compiler/Import/BuiltIn/cnn_small.tflite.
//
//   dotnet run -c Release --project tests/CnnSmallTrainer [-- [--mnist <folder>] [--output <file>]]
//
// --mnist   also evaluates on handwritten digits: images.npy (uint8, n x 28 x 28) and labels.npy
// --output  writes the model elsewhere
//
// Every seed is fixed and every sum has a fixed order: two runs on one machine write the same bytes. Exit code 1, and no
// file, when the network is not good enough to be shown.
using System.Diagnostics;
using QMacVerify.CnnSmallTrainer;
using QMacVerify.Compiler.Demo;
using QMacVerify.Tests.Shared;

// The samples of training, calibration and test come from different seeds.
const ulong trainingSeed = 1;
const ulong calibrationSeed = 2;
const ulong testSeed = 3;

const int floatSteps = 5000;
const double floatRate = 3e-3;
const int quantizedSteps = 1200;
const double quantizedRate = 1e-3;
const int dropForDemo = 6;
const double requiredAccuracy = 0.97;

string? mnistFolder = null;
string? outputFile = null;
for (int i = 0; i < args.Length; i += 2)
{
    string? value = args.ElementAtOrDefault(i + 1);
    switch (args[i])
    {
        case "--mnist" when value is not null:
            mnistFolder = value;
            break;
        case "--output" when value is not null:
            outputFile = value;
            break;
        default:
            Console.Error.WriteLine($"Unexpected argument or missing value: {args[i]}");
            return 2;
    }
}

outputFile ??= RepositoryFiles.PathOf("src", "Compiler", "Import", "BuiltIn", "cnn_small.tflite");
DigitSample[] testSamples = DigitRenderer.Draw(testSeed, 1000);
Stopwatch time = Stopwatch.StartNew();

Console.WriteLine("Training in float:");
Training training = new(trainingSeed);
training.Run(floatSteps, floatRate, NetworkRanges.Float, isQuantized: false);
FloatNetwork floatNetwork = new(training.Parameters, NetworkRanges.Float);
double floatAccuracy = AccuracyInFloat(floatNetwork, testSamples);
Calibration grids = Calibration.Of(floatNetwork, DigitRenderer.Draw(calibrationSeed, 200));
double plainAccuracy = Report.Of(QuantizedNetwork.Of(training.Parameters, grids), testSamples, dropForDemo).ExactAccuracy;

Console.WriteLine("Fine-tuning with weights and activations on their int8 grids:");
training.Run(quantizedSteps, quantizedRate, grids.Ranges, isQuantized: true);
QuantizedNetwork network = QuantizedNetwork.Of(training.Parameters, grids);
Console.WriteLine($"Trained in {time.Elapsed.TotalSeconds:F0} s.");

Report report = Report.Of(network, testSamples, dropForDemo);
Console.WriteLine($"Float accuracy:                {floatAccuracy:P1} of {testSamples.Length} fresh digits");
Console.WriteLine($"Int8 accuracy, not fine-tuned: {plainAccuracy:P1}");
Console.WriteLine($"Int8 accuracy:                 {report.ExactAccuracy:P1}");
Console.WriteLine($"Products without {dropForDemo} low bits:   {report.ApproximateAccuracy:P1}, {report.ChangedClasses} classes changed");
if (mnistFolder is not null)
{
    Report mnist = Report.Of(network, Mnist.Read(mnistFolder), dropForDemo);
    Console.WriteLine($"Handwritten digits, int8:      {mnist.ExactAccuracy:P1}");
    Console.WriteLine($"Products without {dropForDemo} low bits:   {mnist.ApproximateAccuracy:P1}, {mnist.ChangedClasses} classes changed");
}

if (report.ExactAccuracy < requiredAccuracy || report.ChangedClasses == 0)
{
    Console.Error.WriteLine($"Not written: int8 accuracy must reach {requiredAccuracy:P0}, and {dropForDemo} dropped bits must change a class.");
    return 1;
}

byte[] file = ModelFile.Write(network);
Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(outputFile))!);
File.WriteAllBytes(outputFile, file);
Console.WriteLine($"Wrote {outputFile}, {file.Length:N0} bytes.");
return 0;

static double AccuracyInFloat(FloatNetwork network, DigitSample[] samples)
{
    Activations values = new();
    int right = 0;
    foreach (DigitSample sample in samples)
    {
        network.Forward(sample.Pixels, values);
        right += values.PredictedClass == sample.Label ? 1 : 0;
    }

    return (double)right / samples.Length;
}
