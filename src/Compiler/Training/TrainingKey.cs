using System.Security.Cryptography;
using QMacVerify.Compiler.Tuning;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support.Json;
using QMacVerify.Runtime.Arrays;

namespace QMacVerify.Compiler.Training;

/// <summary>Everything that the result of a training depends on, as a text.</summary>
internal static class TrainingKey
{
    public static string Of(PackageIdentity package, OperatorAssignment operators, LabelledSamples samples, FineTuningSettings settings)
    {
        JsonWriter json = new();
        using (json.Object())
        {
            json.Member("package_sha256", package.Sha256);
            OperatorRecord.Of(operators).Write(json, "operators");
            json.Member("samples_sha256", HashOf(samples));
            json.Member("epochs", settings.Epochs);
            json.Member("rate", settings.Rate);
            json.Member("batch", settings.Batch);
            json.Member("seed", (long)settings.Seed);
        }

        return json.ToString();
    }

    private static string HashOf(LabelledSamples samples)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (NpyArray input in samples.Inputs.Inputs)
        {
            hash.AppendData(input.Data);
        }

        foreach (int label in samples.Labels ?? [])
        {
            hash.AppendData(BitConverter.GetBytes(label));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
