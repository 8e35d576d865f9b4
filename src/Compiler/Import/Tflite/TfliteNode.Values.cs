using QMacVerify.Compiler.Import.Tflite.Folding;
using QMacVerify.Generators.Graph;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Tflite;

/// <summary>What is behind the inputs and outputs of an operator: values of the file, real numbers inside the graph, variables.</summary>
internal sealed partial class TfliteNode
{
    /// <summary>Shape of an input in the file.</summary>
    public int[] ShapeOfInput(int input) => tensors.ShapeOf(InputIndex(input), Label);

    /// <summary>An input as the file has it, or as it was computed at import.</summary>
    public TfliteTensor FileInput(int input) => tensors.Entry(InputIndex(input), Label);

    /// <summary>The only output as the file has it.</summary>
    public TfliteTensor FileOutput() => tensors.Entry(OutputIndex(), Label);

    /// <summary>Whether all inputs are constant numbers that are no codes.</summary>
    public bool HasConstantNumbers() => entry.Inputs.All(tensors.AreNumbers);

    /// <summary>Whether the first input is constant codes, and the others are constant numbers.</summary>
    public bool HasConstantCodes() => Numbers.AreCodes(FileInput(0)) && entry.Inputs.Skip(1).All(tensors.AreNumbers);

    /// <summary>Whether an input is constant numbers that are no codes.</summary>
    public bool IsConstantNumbers(int input) => tensors.AreNumbers(InputIndex(input));

    /// <summary>Whether an input is constant codes, of the same type and quantization as all outputs.</summary>
    public bool IsConstantCodesAsIn(int input) => Numbers.AreCodes(FileInput(input)) && QuantizationOfInput(input) is { } quantization
        && entry.Outputs.All(output => tensors.Entry(output, Label).Type == FileInput(input).Type && tensors.QuantizationOf(output, Label) == quantization);

    /// <summary>Quantization of an input in the file.</summary>
    public TensorQuantization? QuantizationOfInput(int input) => tensors.QuantizationOf(InputIndex(input), Label);

    /// <summary>Quantization of the only output in the file.</summary>
    public TensorQuantization? QuantizationOfOutput() => tensors.QuantizationOf(OutputIndex(), Label);

    /// <summary>Takes note of elements that are computed at import.</summary>
    public void CountFolded(Int128 elements)
    {
        if (!tensors.CountFolded(elements))
        {
            throw ShapeError(Invariant($"computes {elements} elements at import, after those of the nodes before it: at most {TfliteTensors.MostFolded} are"));
        }
    }

    /// <summary>Whether an input is codes that somebody computes.</summary>
    public bool IsOfCodes(int input) => FileInput(input) is { IsConstant: false, Type: TensorType.Int8 or TensorType.UInt8 };

    /// <summary>Whether the only output is one of the model.</summary>
    public bool IsModelOutput() => tensors.IsModelOutput(OutputIndex());

    /// <summary>Shape of the only output in the file.</summary>
    public int[] ShapeOfOutput() => tensors.ShapeOf(OutputIndex(), Label);

    /// <summary>The real numbers of an input as a function of a code; null where they are none.</summary>
    public TfliteCurve? CurveOf(int input) => tensors.Curves.GetValueOrDefault(InputIndex(input));

    /// <summary>Says what real numbers the only output has.</summary>
    public void SetCurve(TfliteCurve curve) => tensors.Curves[OutputIndex()] = curve;

    /// <summary>The variables of the model.</summary>
    public TfliteVariables Variables => tensors.Variables;

    /// <summary>A subgraph of the file.</summary>
    public TfliteModel Subgraph(int subgraph) => tensors.Subgraph(subgraph)
        ?? throw GraphError(Invariant($"calls subgraph {subgraph}, which the file does not have"));

    /// <summary>Adds a constant of codes from another subgraph.</summary>
    /// <param name="constant">The constant.</param>
    /// <param name="like">Has its type, shape and quantization.</param>
    public TensorInfo AddConstant(TfliteTensor constant, TensorInfo like) => tensors.AddConstant(constant, like, Label);

    /// <summary>A constant of codes with its axes in another order.</summary>
    /// <param name="constant">As the file has it.</param>
    /// <param name="permutation">Axis i of the result is axis permutation[i].</param>
    public TensorInfo Transposed(TensorInfo constant, int[] permutation)
    {
        CountFolded(constant.ElementCount);
        return tensors.AddTransposed(constant, permutation);
    }
}
