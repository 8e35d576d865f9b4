using System.CommandLine;
using System.CommandLine.Parsing;
using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.Commands;

/// <summary>Where samples come from: <c>--random-input [--seed] [--batch]</c>, <c>--input [--quantize] [--limit]</c>, or a data set.</summary>
internal sealed class InputOptions
{
    private readonly Option<bool> _random = new("--random-input") { Description = "Uniform codes from SplitMix64." };
    private readonly Option<ulong> _seed = CommonOptions.Seed("Seed of the random codes; 0 by default.");
    private readonly Option<int> _batch;
    private readonly Option<string[]> _files = new("--input")
    {
        Description = "Samples as .npy, once for each input of the model, or one .npz with input_0, input_1, ...",
        HelpName = "x.npy",
    };

    private readonly Option<bool> _quantize = CommonOptions.Quantize();

    private readonly Option<int> _limit;
    private readonly DataOptions? _data;

    /// <summary>The options.</summary>
    /// <param name="maxBatch">The most random samples.</param>
    /// <param name="data">A data set, where samples may come from one; its owner adds its options.</param>
    public InputOptions(int maxBatch, DataOptions? data = null)
    {
        _data = data;
        _batch = CommonOptions.Integer("--batch", 1, maxBatch, "Number of random samples; 1 by default.");
        _limit = CommonOptions.Limit();
    }

    /// <summary>Seed of random samples, 0 where samples are read from files.</summary>
    public ulong Seed(ParseResult options) => options.GetValue(_seed);

    /// <summary>Whether arrays are to be quantized.</summary>
    public bool Quantizes(ParseResult options) => options.GetValue(_quantize);

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="isRequired">Whether one of both sources must be given.</param>
    /// <param name="alsoQuantized">Name other files that <c>--quantize</c> is about.</param>
    /// <param name="alsoSeeded">Another use of <c>--seed</c>.</param>
    public void AddTo(Command command, bool isRequired, IReadOnlyList<Option>? alsoQuantized = null, Option? alsoSeeded = null)
    {
        foreach (Option option in (Option[])[_random, _seed, _batch, _files, _quantize, _limit])
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            bool random = result.IsGiven(_random);
            bool files = result.IsGiven(_files);
            bool data = _data?.IsGiven(result) == true;
            if ((random && files) || (isRequired && (random ? 1 : 0) + (files ? 1 : 0) + (data ? 1 : 0) != 1))
            {
                result.AddError(_data is null || !isRequired ? "Give one of --input x.npy and --random-input" : "Give one of --input x.npy, --data SPEC and --random-input");
            }
            else if (!random && ((result.IsGiven(_seed) && !(alsoSeeded is not null && result.IsGiven(alsoSeeded))) || result.IsGiven(_batch)))
            {
                result.AddError(alsoSeeded is null ? "--seed and --batch go with --random-input" : $"--seed goes with --random-input and {alsoSeeded.Name}, --batch with --random-input");
            }
            else if (!files && ((result.IsGiven(_limit) && !data)
                || (result.IsGiven(_quantize) && !(alsoQuantized ?? []).Any(result.IsGiven))))
            {
                result.AddError("--quantize and --limit go with --input");
            }
        });
    }

    /// <summary>At most so many samples of files or a data set.</summary>
    public int Limit(ParseResult options) => options.Given(_limit) ?? int.MaxValue;

    /// <summary>Whether a source of samples is given, other than a data set.</summary>
    public bool IsGiven(ParseResult options) => options.GetValue(_random) || options.GetValue(_files) is { Length: > 0 };

    /// <summary>The same while the line is checked.</summary>
    public bool IsGiven(CommandResult result) => result.IsGiven(_random) || result.IsGiven(_files);

    public SampleBatch Read(ParseResult options, Network network)
    {
        IReadOnlyList<TensorDescription> inputs = new ReferenceEngine(network, OperatorAssignment.Exact).Inputs;
        if (options.GetValue(_random))
        {
            int batch = options.Given(_batch) ?? 1;
            if (inputs.Any(input => (long)batch * input.ElementCount > Array.MaxLength))
            {
                throw new InputException($"{batch} samples of {inputs[0]} do not fit into one array; give a smaller --batch");
            }

            return SampleBatch.Random(inputs, batch, options.GetValue(_seed));
        }

        return InputReader.Read(inputs, options.GetValue(_files)!, Quantizes(options), Limit(options));
    }
}
