using QMacVerify.Generators.Graph.Validation;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Graph;

/// <summary>One operation of the graph.</summary>
/// <param name="Name">Unique in the graph; any text.</param>
/// <param name="Inputs">Tensor indices, activations first; constants are among them.</param>
/// <param name="Output">Tensor index.</param>
public abstract record GraphNode(string Name, EquatableArray<int> Inputs, int Output)
{
    /// <summary>The operation's name in package files, a row of <see cref="OpTable"/>.</summary>
    public abstract string Op { get; }

    /// <summary>Checks that the node and its tensors go together: shapes, types, quantization.</summary>
    /// <param name="node">Its tensors, and the checks that operations share.</param>
    public abstract void Check(NodeChecks node);

    /// <summary>Checks the values of its constants, where not all values are valid.</summary>
    /// <param name="node">Its tensors.</param>
    /// <param name="parameters">The constants, whose types and shapes are those of the tensors.</param>
    public virtual void CheckConstants(NodeChecks node, ParameterSet parameters)
    {
    }

    /// <summary>Writes the members of the node in graph.json that belong to its operation.</summary>
    public abstract void WriteAttributes(JsonWriter json);

    /// <summary>Writes the members of the node in quant_spec.json that belong to its operation.</summary>
    public abstract void WriteQuantization(JsonWriter json);

    /// <summary>The same operation on other tensors.</summary>
    /// <param name="map">From the index of a tensor to that of the one in its place.</param>
    public GraphNode WithTensors(Func<int, int> map) =>
        WithOperands(map) with { Inputs = Inputs.Select(map).ToEquatableArray(), Output = map(Output) };

    /// <summary>The node with the members changed by which its operation names <see cref="Inputs"/>; those themselves follow.</summary>
    protected abstract GraphNode WithOperands(Func<int, int> map);
}

/// <summary>An operation of which the model file has several forms under names of their own.</summary>
public interface INamedFunction
{
    /// <summary>What the model file calls it, in lower case; for readers.</summary>
    string Function { get; }
}

/// <summary>What may be the name of a function: a plain word, as it goes into generated code.</summary>
public static class FunctionNames
{
    private const int MaxLength = 40;

    public static bool IsValid(string name) =>
        name.Length is > 0 and <= MaxLength && name.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_');

    /// <summary>Says that a name is not valid.</summary>
    internal static string Invalid(string name) => $"{Quote(name)} is no name of an operation in lower case";
}

/// <summary>A layer of products: what approximate circuits and bounds of accumulators are about.</summary>
/// <param name="Name">Layer name.</param>
/// <param name="Input">Tensor index of the activations: the first operand of the circuit.</param>
/// <param name="Weights">Tensor index of the weights: the second operand.</param>
/// <param name="Bias">Tensor index of the bias, or -1.</param>
/// <param name="Output">Tensor index of the result.</param>
/// <param name="Requantization">How accumulators become codes.</param>
public abstract record ProductNode(
    string Name,
    int Input,
    int Weights,
    int Bias,
    int Output,
    ChannelRequantization Requantization)
    : GraphNode(Name, Bias < 0 ? EquatableArray.Of(Input, Weights) : EquatableArray.Of(Input, Weights, Bias), Output)
{
    /// <summary>Products of one output element, padding included.</summary>
    public abstract int Taps { get; }

    /// <summary>Channels of the output, which accumulators have last.</summary>
    public abstract int OutChannels { get; }

    /// <summary>Multiply-accumulate operations.</summary>
    public abstract long Macs { get; }

    public override void WriteQuantization(JsonWriter json)
    {
        json.Member("requantization", Requantization.Kind.Name());
        if (Requantization.Kind == RequantizationKind.Accumulator)
        {
            return;
        }

        if (Requantization.Kind == RequantizationKind.OnnxFloat)
        {
            json.Member("factor", Requantization.FactorBits.Select(bits => Invariant($"0x{bits:x8}")));
        }
        else
        {
            json.Member("multiplier", Requantization.Multipliers.Select(m => m.Multiplier));
            json.Member("shift", Requantization.Multipliers.Select(m => m.Shift));
        }

        json.Member("clamp", [Requantization.Clamp.Lower, Requantization.Clamp.Upper]);
    }

    protected override GraphNode WithOperands(Func<int, int> map) =>
        this with { Input = map(Input), Weights = map(Weights), Bias = Bias < 0 ? Bias : map(Bias) };
}

/// <summary>A layer of products with constant weights under a moving window.</summary>
/// <param name="Name">Layer name.</param>
/// <param name="Input">Tensor index of the activations.</param>
/// <param name="Weights">Tensor index of the weights.</param>
/// <param name="Bias">Tensor index of the bias, or -1.</param>
/// <param name="Output">Tensor index of the result.</param>
/// <param name="Geometry">The loop nest.</param>
/// <param name="Requantization">How accumulators become codes.</param>
public abstract record MacNode(
    string Name,
    int Input,
    int Weights,
    int Bias,
    int Output,
    MacGeometry Geometry,
    ChannelRequantization Requantization)
    : ProductNode(Name, Input, Weights, Bias, Output, Requantization)
{
    public sealed override int Taps => Geometry.Taps;

    public sealed override int OutChannels => Geometry.OutChannels;

    public sealed override long Macs => Geometry.Macs;

    /// <summary>The layer with other weights and another bias, or none.</summary>
    public MacNode WithParameters(int weights, int bias) => this with
    {
        Weights = weights,
        Bias = bias,
        Inputs = bias < 0 ? EquatableArray.Of(Input, weights) : EquatableArray.Of(Input, weights, bias),
    };
}
