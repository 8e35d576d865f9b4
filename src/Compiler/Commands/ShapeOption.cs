using System.CommandLine;
using System.Globalization;
using QMacVerify.Generators.Graph;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Commands;

/// <summary><c>--shape NAME=1x3x224x224</c>: shapes of inputs that an ONNX model leaves open.</summary>
internal static class ShapeOption
{
    public static Option<string[]> Create()
    {
        Option<string[]> option = new("--shape")
        {
            Description = "Shape of an input of an --onnx model that leaves it open, such as input=1x3x224x224; once for each input.",
            HelpName = "NAME=1x3x224x224",
        };
        option.Validators.Add(result =>
        {
            HashSet<string> names = new(StringComparer.Ordinal);
            foreach (string value in result.Tokens.Select(token => token.Value))
            {
                if (Parse(value) is not (string name, _) || !names.Add(name))
                {
                    result.AddError($"--shape takes NAME=1x3x224x224, once for each input, found {Quote(value)}");
                }
            }
        });
        return option;
    }

    /// <summary>Shapes by name of the input.</summary>
    public static IReadOnlyDictionary<string, int[]> Parse(string[]? values) => (values ?? [])
        .Select(value => Parse(value)!.Value)
        .ToDictionary(entry => entry.Name, entry => entry.Shape, StringComparer.Ordinal);

    /// <summary>Names may contain an equals sign; what stands behind the last one is the shape.</summary>
    private static (string Name, int[] Shape)? Parse(string value)
    {
        int split = value.LastIndexOf('=');
        if (split < 1 || value[0] == '-')
        {
            return null;
        }

        int[] shape = [.. value[(split + 1)..].Split('x').Select(extent =>
            int.TryParse(extent, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= TensorInfo.MaxElements ? number : 0)];
        return shape.All(extent => extent > 0) ? (value[..split], shape) : null;
    }
}
