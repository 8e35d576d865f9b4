using QMacVerify.Compiler.Evaluation;
using QMacVerify.Compiler.Evaluation.LayerErrors;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support.Json;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Reporting;

/// <summary>Where the error of an approximate network comes from, as text and as JSON.</summary>
/// <param name="Model">Name of the network.</param>
/// <param name="Package">Which package it is.</param>
/// <param name="Errors">What was measured.</param>
internal sealed record LayerErrorReport(string Model, PackageIdentity Package, NetworkErrors Errors)
{
    private const string Schema = "qmac.layer_errors/1";

    public string ToText()
    {
        TextTable codes = new("in codes", ">made: mean", ">MAE", ">RMS", ">max", ">changed %", ">arrived: mean", ">MAE", ">RMS", ">max", ">changed %");
        TextTable reals = new("in real units", ">scale", ">made: mean", ">MAE", ">RMS", ">max", ">arrived: mean", ">MAE", ">RMS", ">max");
        foreach ((string name, TensorInfo tensor, DifferenceSum? made, DifferenceSum arrived) in Rows())
        {
            if (tensor.Type != ElementType.Float32)
            {
                codes.Add([name + Suffix(tensor), .. Cells(made, 1, withChanged: true), .. Cells(arrived, 1, withChanged: true)]);
            }

            if (ScaleOf(tensor) is double scale)
            {
                reals.Add([name, tensor.Type == ElementType.Float32 ? "" : Figures.Short(scale), .. Cells(made, scale, withChanged: false), .. Cells(arrived, scale, withChanged: false)]);
            }
        }

        string circuits = Errors.Operators.Layers.Count == 0 ? Errors.Operators.Default.ToString() : "operators layer by layer";
        return Invariant($"{Escape(Model)}, {Errors.Samples} samples, {circuits}, against exact arithmetic\n")
            + "made: in the layer, on the exact input; arrived: there, from all layers so far\n"
            + "in codes: LSB of the code that a layer gives; in real units: that times its scale\n\n"
            + $"{codes}\n{reals}";
    }

    public string ToJson()
    {
        JsonWriter json = new();
        using (json.Object())
        {
            json.Member("schema", Schema);
            Package.WriteModel(json, Model);
            OperatorRecord.Of(Errors.Operators).Write(json, "operators");
            json.Member("samples", Errors.Samples);
            using (json.Array("layers"))
            {
                foreach (LayerError layer in Errors.Layers)
                {
                    using (json.Object())
                    {
                        json.Member("name", layer.Layer.Name);
                        json.Member("multiplier", layer.Operators.Multiplier.Spec);
                        json.Member("adder", layer.Operators.Adder.Spec);
                        WriteTensor(json, layer.Result);
                        json.Member("elements", layer.Accumulated.Count);
                        Write(json, "local", layer.Local, layer.Result);
                        Write(json, "accumulated", layer.Accumulated, layer.Result);
                    }
                }
            }

            using (json.Array("outputs"))
            {
                foreach ((TensorInfo output, DifferenceSum accumulated) in Errors.Outputs)
                {
                    using (json.Object())
                    {
                        WriteTensor(json, output);
                        json.Member("elements", accumulated.Count);
                        Write(json, "accumulated", accumulated, output);
                    }
                }
            }
        }

        return json.ToString();
    }

    private IEnumerable<(string Name, TensorInfo Tensor, DifferenceSum? Made, DifferenceSum Arrived)> Rows() =>
    [
        .. Errors.Layers.Select(layer => (layer.Layer.Name, layer.Result, (DifferenceSum?)layer.Local, layer.Accumulated)),
        .. Errors.Outputs.Select(output => ($"output {output.Output.Name}", output.Output, (DifferenceSum?)null, output.Accumulated)),
    ];

    /// <summary>What one code is worth: the scale, 1 for real numbers; null for integers that have none.</summary>
    private static double? ScaleOf(TensorInfo tensor) => tensor.Type switch
    {
        ElementType.Int8 when tensor.Quantization is not null => BitConverter.UInt32BitsToSingle(tensor.ScaleBits),
        ElementType.Float32 => 1,
        _ => null,
    };

    private static string Suffix(TensorInfo tensor) => tensor.Type == ElementType.Int32 ? " (int32)" : "";

    private static IEnumerable<string> Cells(DifferenceSum? sum, double scale, bool withChanged)
    {
        double[] figures = sum is null ? [] : [sum.Mean * scale, sum.MeanAbsolute * scale, sum.Rms * scale, sum.Max * scale];
        IEnumerable<string> cells = sum is null ? ["", "", "", ""] : figures.Select(Figures.Short);
        return withChanged ? cells.Append(sum is null ? "" : Figures.Short(100 * sum.ChangedFraction)) : cells;
    }

    private static void WriteTensor(JsonWriter json, TensorInfo tensor)
    {
        json.Member("tensor", tensor.Name);
        json.Member("type", tensor.Type.Name());
        if (ScaleOf(tensor) is double scale)
        {
            json.Member("scale", scale);
        }
        else
        {
            json.Null("scale");
        }
    }

    private static void Write(JsonWriter json, string name, DifferenceSum sum, TensorInfo tensor)
    {
        using (json.Object(name, inline: true))
        {
            json.Member("changed_fraction", sum.ChangedFraction);
            if (tensor.Type != ElementType.Float32)
            {
                WriteFigures(json, sum, 1, "lsb");
            }

            if (ScaleOf(tensor) is double scale)
            {
                WriteFigures(json, sum, scale, "real");
            }
        }
    }

    private static void WriteFigures(JsonWriter json, DifferenceSum sum, double scale, string unit)
    {
        json.Member($"mean_{unit}", sum.Mean * scale);
        json.Member($"mean_abs_{unit}", sum.MeanAbsolute * scale);
        json.Member($"rms_{unit}", sum.Rms * scale);
        json.Member($"max_abs_{unit}", sum.Max * scale);
    }
}
