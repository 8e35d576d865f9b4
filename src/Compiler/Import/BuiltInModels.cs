using System.Reflection;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import;

/// <summary>Model files that travel inside the assembly.</summary>
internal static class BuiltInModels
{
    private const string Prefix = "models/";
    private const string Extension = ".tflite";

    /// <summary>Names of the models, in ordinal order.</summary>
    public static IEnumerable<string> Names => Assembly.GetExecutingAssembly().GetManifestResourceNames()
        .Where(resource => resource.StartsWith(Prefix, StringComparison.Ordinal))
        .Select(resource => resource[Prefix.Length..^Extension.Length])
        .Order(StringComparer.Ordinal);

    /// <summary>The .tflite file of a model.</summary>
    /// <exception cref="InputException">There is none of that name.</exception>
    public static byte[] Open(string name)
    {
        if (!Names.Contains(name))
        {
            throw new InputException($"There is no built-in model {Quote(name)}; built in: {string.Join(", ", Names)}; import others with --tflite FILE");
        }

        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Prefix + name + Extension)!;
        byte[] file = new byte[stream.Length];
        stream.ReadExactly(file);
        return file;
    }
}
