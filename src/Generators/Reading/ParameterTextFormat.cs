using System.Text;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Validation;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Reading;

/// <summary>
/// <c>params.b64.txt</c>, the text twin of <c>params.npz</c>: a line that names the format, then for each array a line
/// <c>t005 int8 16,3,3,3</c> and its little-endian elements in base64.
/// </summary>
/// <remarks>Text because Roslyn hands a generator no other files.</remarks>
public static class ParameterTextFormat
{
    private const string FirstLine = "qmac.params/1";
    private const int LineLength = 120;

    /// <summary>Base64 in lines of equal length.</summary>
    public static IEnumerable<string> Base64Lines(byte[] data)
    {
        string text = Convert.ToBase64String(data);
        for (int start = 0; start < text.Length; start += LineLength)
        {
            yield return text.Substring(start, Math.Min(LineLength, text.Length - start));
        }
    }

    public static string Write(ParameterSet parameters)
    {
        StringBuilder text = new();
        text.Append(FirstLine).Append('\n');
        foreach (int tensor in parameters.Tensors)
        {
            ParameterArray array = parameters[tensor];
            text.Append(TensorInfo.KeyOf(tensor)).Append(' ').Append(array.Header).Append('\n');
            foreach (string line in Base64Lines(array.Data))
            {
                text.Append(line).Append('\n');
            }
        }

        return text.ToString();
    }

    /// <summary>Reads the arrays of the graph's constants.</summary>
    /// <param name="file">The text.</param>
    /// <param name="constants">The tensors that must be there, and nothing else.</param>
    /// <exception cref="DiagnosticException">The text is malformed, or an array is missing, superfluous or of another shape.</exception>
    public static ParameterSet Read(TextFile file, IEnumerable<TensorInfo> constants)
    {
        string[] lines = (file.Text ?? "").Split('\n');
        if (FileSchema.Refusal(lines[0].TrimEnd('\r'), "it is made of params.npz", FirstLine) is string refusal)
        {
            throw Error(file, 0, refusal);
        }

        Dictionary<string, TensorInfo> expected = constants.ToDictionary(tensor => tensor.Key, StringComparer.Ordinal);
        Dictionary<int, ParameterArray> arrays = [];
        int line = 1;
        while (line < lines.Length && lines[line].Trim().Length > 0)
        {
            int headerLine = line;
            string[] header = lines[line++].TrimEnd('\r').Split([' '], 2);
            if (header.Length != 2 || !expected.TryGetValue(header[0], out TensorInfo? tensor))
            {
                throw Error(file, headerLine, $"{Quote(header[0])} is not a constant of the graph");
            }

            StringBuilder base64 = new();
            for (; line < lines.Length && lines[line].IndexOf(' ') < 0; line++)
            {
                base64.Append(lines[line]);
            }

            ParameterArray array = new(tensor.Type, tensor.Shape, Decode(file, headerLine, base64.ToString()));
            if (array.Header != header[1] || array.Data.Length != tensor.ElementCount * tensor.Type.Size())
            {
                throw Error(file, headerLine, NetworkValidator.Mismatch(tensor, header[1], array.Data.Length));
            }

            if (arrays.ContainsKey(tensor.Index))
            {
                throw Error(file, headerLine, $"{tensor.Key} occurs twice");
            }

            arrays.Add(tensor.Index, array);
        }

        foreach (TensorInfo tensor in expected.Values.OrderBy(tensor => tensor.Index))
        {
            if (!arrays.ContainsKey(tensor.Index))
            {
                throw Error(file, 0, NetworkValidator.Missing(tensor));
            }
        }

        return new ParameterSet(arrays);
    }

    private static byte[] Decode(TextFile file, int line, string base64)
    {
        try
        {
            return Convert.FromBase64String(base64);
        }
        catch (FormatException)
        {
            throw Error(file, line, "the lines that follow are not base64");
        }
    }

    private static DiagnosticException Error(TextFile file, int line, string message) =>
        new(new DiagnosticInfo(Descriptors.ParameterTextInvalid, new FilePosition(file.Path, line + 1, 1), message));
}
