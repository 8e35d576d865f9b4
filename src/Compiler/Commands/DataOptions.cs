using System.CommandLine;
using System.CommandLine.Parsing;
using QMacVerify.Compiler.Data;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;

namespace QMacVerify.Compiler.Commands;

/// <summary>A data set: <c>--data</c>, <c>--split</c>, <c>--skip-bad</c>.</summary>
internal sealed class DataOptions
{
    private readonly Option<string[]> _data = new("--data")
    {
        Description = "The data set: a data.json; or .npy (once for each input), .npz, an IDX file as of MNIST, a CIFAR .bin, a .csv; or a folder of them, or of images with a sub-folder for each class.",
        HelpName = "SPEC",
    };

    private readonly Option<string> _split = CommonOptions.Text("--split", "NAME", "Take this part of the data set, as its data.json declares parts.");
    private readonly Option<bool> _skipBad = new("--skip-bad") { Description = "Leave out images and rows that cannot be read, and count them." };

    /// <summary>The option that names the data set.</summary>
    public Option Data => _data;

    /// <summary><c>--labels y.npy</c>, where it is about data sets alone.</summary>
    public static Option<string> Labels() =>
        CommonOptions.Text("--labels", "y.npy", "Labels of arrays, one integer per sample, where they do not stand beside them.");

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="isRequired">Whether there must be a data set.</param>
    public void AddTo(Command command, bool isRequired = false)
    {
        foreach (Option option in (Option[])[_data, _split, _skipBad])
        {
            command.Options.Add(option);
        }

        _data.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => token.Value.Length == 0 || token.Value[0] == '-'))
            {
                result.AddError("--data needs a value");
            }
        });
        command.Validators.Add(result =>
        {
            if (!IsGiven(result) && ((Option[])[_split, _skipBad]).FirstOrDefault(result.IsGiven) is Option option)
            {
                result.AddError($"{option.Name} goes with --data");
            }

            if (isRequired && !IsGiven(result))
            {
                result.AddError("Give the data set: --data SPEC");
            }
        });
    }

    /// <summary>Whether a data set is given.</summary>
    public bool IsGiven(CommandResult result) => result.IsGiven(_data);

    /// <summary>Whether a data set is given.</summary>
    public bool IsGiven(ParseResult options) => IsGiven(options.CommandResult);

    /// <summary>Whether a part of it is asked for.</summary>
    public bool HasSplit(CommandResult result) => result.IsGiven(_split);

    /// <summary>Reads the data set.</summary>
    /// <param name="options">The command line, which has one.</param>
    /// <param name="network">The network that takes the samples.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <param name="limit">At most so many samples; null takes all.</param>
    /// <param name="labelsFile">Labels of arrays.</param>
    /// <param name="split">A part of it; null takes the one that is asked for, or all.</param>
    /// <exception cref="InputException">It cannot be read, or does not fit the network.</exception>
    public DataSet Read(ParseResult options, Network network, CancellationToken cancellation, int? limit = null, string? labelsFile = null, string? split = null) =>
        DataSetReader.Read(
            new DataRequest(options.GetValue(_data)!)
            {
                Split = split ?? options.GetValue(_split),
                SkipsBad = options.GetValue(_skipBad),
                Limit = limit ?? int.MaxValue,
                LabelsFile = labelsFile,
            },
            network,
            cancellation);
}
