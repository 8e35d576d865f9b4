using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using QMacVerify.Compiler.Data.Sources;
using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Data;

/// <summary>Data sets of a user as samples of a network.</summary>
internal static class DataSetReader
{
    /// <summary>Bytes of the samples that one input may take: 1 GiB.</summary>
    private const long MaxBytes = NpyFormat.MaximumBytes;

    /// <summary>Reads what is asked for. Nothing depends on the number of threads that read.</summary>
    /// <param name="request">Which data set, and which part of it.</param>
    /// <param name="network">The network that takes the samples.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="InputException">A file is damaged or does not fit the network, or no sample is left.</exception>
    /// <exception cref="ArrayFormatException">A file of arrays is damaged.</exception>
    public static DataSet Read(DataRequest request, Network network, CancellationToken cancellation)
    {
        ReferenceEngine engine = new(network, OperatorAssignment.Exact);
        IReadOnlyList<TensorDescription> inputs = engine.Inputs;
        DataDeclaration declaration = DataRecognition.Of(request.Paths);
        Check(request, declaration, inputs);
        SampleConverter[] converters = [.. inputs.Select((input, i) => new SampleConverter(declaration, input, network.Graph.Tensor(network.Graph.Inputs[i]).Layout))];
        SampleSource source = SourceOf(declaration, request.LabelsFile, inputs);
        List<int> chosen = [.. Enumerable.Range(0, source.Ids.Count)
            .Where(sample => request.Split is null || declaration.Split!.PartOf(source.Ids[sample]) == request.Split)];
        int available = chosen.Count;
        if (available == 0)
        {
            throw new InputException(request.Split is null
                ? $"{Quote(declaration.Name)} has no samples"
                : $"{Quote(declaration.Name)} has no samples in its part {Quote(request.Split)}");
        }

        if (source.Labels is long[] labels)
        {
            int[] all = [.. chosen];
            Data.Labels.RequireClasses(
                Array.ConvertAll(all, sample => labels[sample]), engine.Outputs[0].ElementCount, source.LabelsSource, i => $"sample {Quote(source.Ids[all[i]])}");
        }

        Loaded loaded = Load(declaration, source, inputs, converters, [.. chosen.Take(request.Limit)], request.SkipsBad, cancellation);
        string declared = declaration.Sha256(request.Split);
        return new DataSet(
            declaration.Name,
            declared,
            HashOf(declared, source, loaded),
            new SampleBatch(loaded.Samples.Length, loaded.Inputs) { Available = available },
            source.Labels is null ? null : Array.ConvertAll(loaded.Samples, sample => (int)source.Labels[sample]),
            Array.ConvertAll(loaded.Samples, sample => source.Ids[sample]),
            loaded.Skipped)
        {
            Split = request.Split,
            ClassNames = source.Labels is null ? [] : declaration.Classes.Count > 0 ? declaration.Classes : source.ClassNames,
        };
    }

    private static void Check(DataRequest request, DataDeclaration declaration, IReadOnlyList<TensorDescription> inputs)
    {
        if (request.Split is string part)
        {
            (declaration.Split ?? throw new InputException($"--split {Quote(part)}: {Quote(declaration.Name)} declares no parts; give its data.json a member split")).Require(part);
        }

        if (request.LabelsFile is not null && declaration.Kind != DataKind.Arrays)
        {
            throw new InputException($"--labels is for arrays, and {Quote(declaration.Name)} has its labels itself");
        }

        if (inputs.Count != 1 && (declaration.Kind != DataKind.Arrays || declaration.Normalizes || declaration.ChangesPictures || declaration.HasChannelsFirst is not null))
        {
            throw new InputException(Invariant($"the model has {inputs.Count} inputs: they take arrays as they are, one for each"));
        }
    }

    private static SampleSource SourceOf(DataDeclaration declaration, string? labelsFile, IReadOnlyList<TensorDescription> inputs)
    {
        string first = declaration.PathOf(declaration.Files[0]);
        if (declaration.Files.Count > 1 && declaration.Kind is DataKind.Idx or DataKind.Images or DataKind.Csv)
        {
            throw new InputException(Invariant($"{Quote(declaration.Name)} names {declaration.Files.Count} files, and its kind takes one"));
        }

        return declaration.Kind switch
        {
            DataKind.Arrays => ArraySource.Read(declaration, labelsFile, inputs),
            DataKind.Idx => IdxFiles.Read(first, declaration.Labels is string labels ? declaration.PathOf(labels) : null),
            DataKind.Images => ImageFolder.Read(first, declaration.Classes),
            DataKind.Csv => CsvSource.Read(first, declaration, inputs[0].ElementCount),
            _ => CifarFiles.Read([.. declaration.Files.Select(declaration.PathOf)], declaration.Kind == DataKind.Cifar100, declaration.Labels),
        };
    }

    private static Loaded Load(
        DataDeclaration declaration, SampleSource source, IReadOnlyList<TensorDescription> inputs, SampleConverter[] converters, int[] chosen, bool skipsBad, CancellationToken cancellation)
    {
        if (inputs.FirstOrDefault(input => (long)chosen.Length * input.ByteCount > MaxBytes) is TensorDescription large)
        {
            throw new InputException(Invariant(
                $"{chosen.Length} samples of {large} take more than {MaxBytes} bytes; give --limit {MaxBytes / large.ByteCount} or less, or declare parts and take one after the other"));
        }

        byte[][] bytes = [.. inputs.Select(input => new byte[chosen.Length * input.ByteCount])];
        byte[]?[] hashes = new byte[chosen.Length][];
        string?[] problems = new string?[chosen.Length];

        // An image that does not fit is a mistake in the declaration, which no --skip-bad hides.
        string?[] mistakes = new string?[chosen.Length];
        Parallel.For(0, chosen.Length, new ParallelOptions { CancellationToken = cancellation }, (i, loop) =>
        {
            IReadOnlyList<NpyArray> arrays;
            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            try
            {
                arrays = source.Read(chosen[i], content => hash.AppendData(content.Span));
            }
            catch (InputException e)
            {
                problems[i] = e.Message;
                BreakUnless(skipsBad, loop);
                return;
            }

            try
            {
                for (int input = 0; input < inputs.Count; input++)
                {
                    hash.AppendData(Encoding.UTF8.GetBytes($"{arrays[input]}\n"));
                    int length = inputs[input].ByteCount;
                    converters[input].Convert(
                        arrays[input], input == 0 ? source.Layout : SampleLayout.Model, NameOf(declaration, source, chosen[i]), bytes[input].AsSpan(i * length, length));
                }

                hashes[i] = hash.GetHashAndReset();
            }
            catch (InputException e)
            {
                mistakes[i] = e.Message;
                loop.Break();
            }
        });
        cancellation.ThrowIfCancellationRequested();

        // The first in the order of the samples, whichever thread met one first.
        for (int i = 0; i < chosen.Length; i++)
        {
            if (((skipsBad ? null : problems[i]) ?? mistakes[i]) is string problem)
            {
                string hint = problems[i] is not null ? "; --skip-bad leaves such samples out and counts them" : "";
                throw new InputException($"{problem}{hint}");
            }
        }

        int[] good = [.. Enumerable.Range(0, chosen.Length).Where(i => problems[i] is null)];
        if (good.Length == 0)
        {
            throw new InputException($"{Quote(declaration.Name)} has no sample that can be read: {problems[0]}");
        }

        NpyArray[] arrays = [.. inputs.Select((input, k) => new NpyArray(
            input.Type, SampleShape.Batch(input.Shape, good.Length), Compact(bytes[k], input.ByteCount, good, chosen.Length), declaration.Name))];
        return new Loaded(arrays, [.. good.Select(i => chosen[i])], [.. good.Select(i => hashes[i]!)], chosen.Length - good.Length);
    }

    /// <summary>What comes after a sample that cannot be read need not be; what comes before it must, as it may be worse.</summary>
    private static void BreakUnless(bool skipsBad, ParallelLoopState loop)
    {
        if (!skipsBad)
        {
            loop.Break();
        }
    }

    private static string NameOf(DataDeclaration declaration, SampleSource source, int sample) =>
        declaration.Kind == DataKind.Images ? Quote(source.Ids[sample]) : $"sample {source.Ids[sample]} of {Quote(declaration.Name)}";

    private static byte[] Compact(byte[] bytes, int size, int[] good, int count)
    {
        if (good.Length == count)
        {
            return bytes;
        }

        for (int i = 0; i < good.Length; i++)
        {
            bytes.AsSpan(good[i] * size, size).CopyTo(bytes.AsSpan(i * size));
        }

        return bytes[..(good.Length * size)];
    }

    private static string HashOf(string declared, SampleSource source, Loaded loaded)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{declared}\n"));
        Span<byte> label = stackalloc byte[8];
        for (int i = 0; i < loaded.Samples.Length; i++)
        {
            // Length first, so that no two lists of names give the same bytes.
            byte[] id = Encoding.UTF8.GetBytes(source.Ids[loaded.Samples[i]]);
            BinaryPrimitives.WriteInt64LittleEndian(label, id.Length);
            hash.AppendData(label);
            hash.AppendData(id);
            BinaryPrimitives.WriteInt64LittleEndian(label, source.Labels is null ? -1 : source.Labels[loaded.Samples[i]]);
            hash.AppendData(label);
            hash.AppendData(loaded.Hashes[i]);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Samples that were read.</summary>
    /// <param name="Inputs">Of the model.</param>
    /// <param name="Samples">Their positions in the source.</param>
    /// <param name="Hashes">Of what the files have of each.</param>
    /// <param name="Skipped">Those that were left out.</param>
    private sealed record Loaded(NpyArray[] Inputs, int[] Samples, byte[][] Hashes, int Skipped);
}
