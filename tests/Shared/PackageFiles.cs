using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Reading;

namespace QMacVerify.Tests.Shared;

/// <summary>Packages of models that tests build.</summary>
public static class PackageFiles
{
    /// <summary>The texts of a package.</summary>
    /// <param name="model">The model.</param>
    /// <param name="folder">Goes into the paths of the files.</param>
    public static PackageTexts Of(Model model, string folder = "pkg") => Of(model.Graph, model.Parameters, folder);

    /// <summary>The texts of a package.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="parameters">Values of its constants.</param>
    /// <param name="folder">Goes into the paths of the files.</param>
    public static PackageTexts Of(QuantizedGraph graph, ParameterSet parameters, string folder = "pkg") => new(
        new TextFile(Path.Combine(folder, PackageTexts.GraphFile), PackageWriter.WriteGraph(graph)),
        new TextFile(Path.Combine(folder, PackageTexts.QuantSpecFile), PackageWriter.WriteQuantSpec(graph, parameters)),
        new TextFile(Path.Combine(folder, PackageTexts.ParametersFile), ParameterTextFormat.Write(parameters)));

    /// <summary>Writes the texts of a model into a folder, which is created.</summary>
    public static PackageTexts Write(Model model, string folder)
    {
        PackageTexts package = Of(model, folder);
        Directory.CreateDirectory(folder);
        foreach (TextFile file in (TextFile[])[package.Graph, package.QuantSpec, package.Parameters])
        {
            File.WriteAllText(file.Path, file.Text);
        }

        return package;
    }
}
