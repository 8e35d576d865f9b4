using System.Runtime.CompilerServices;
using System.Text;
using QMacVerify.Compiler.Import.Onnx.Schema;
using QMacVerify.Generators.Diagnostics;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Onnx;

/// <summary>A node of the file: its operator, the names of its values, its attributes.</summary>
internal sealed class OnnxNode
{
    public const string MicrosoftDomain = "com.microsoft";

    /// <summary>Of QONNX, and the older names that exporters give it.</summary>
    public const string QonnxDomain = "qonnx.custom_op.general";
    private static readonly string[] QonnxDomains = [QonnxDomain, "onnx.brevitas", "finn.custom_op.general"];

    private readonly NodeProto _proto;
    private readonly int _index;

    /// <param name="proto">As in the file.</param>
    /// <param name="index">Position in the file.</param>
    public OnnxNode(NodeProto proto, int index)
    {
        _proto = proto;
        _index = index;
    }

    /// <summary>Position in the file.</summary>
    public int Index => _index;

    /// <summary>The operator, with its domain unless that is the default one: <c>Conv</c>, <c>com.microsoft::QGemm</c>.</summary>
    public string Operator => _proto.Domain is "" or "ai.onnx" ? _proto.OpType
        : QonnxDomains.Contains(_proto.Domain, StringComparer.Ordinal) ? $"{QonnxDomain}::{_proto.OpType}"
        : $"{_proto.Domain}::{_proto.OpType}";

    /// <summary>The operator without its domain.</summary>
    public string OpType => _proto.OpType;

    /// <summary>Names of values; an empty one is left out.</summary>
    public IReadOnlyList<string> Inputs => _proto.Input;

    public IReadOnlyList<string> Outputs => _proto.Output;

    /// <summary>For messages: <c>node 3 "conv1" (QLinearConv)</c>.</summary>
    public string Label => Invariant($"node {_index}{(_proto.Name.Length > 0 ? " " + Quote(_proto.Name) : "")} ({Bare(Operator)})");

    /// <summary>Whether an input is given.</summary>
    public bool Has(int input) => input < Inputs.Count && Inputs[input].Length > 0;

    /// <summary>Whether an attribute is given.</summary>
    public bool Has(string attribute) => _proto.Attribute.Any(candidate => candidate.Name == attribute);

    public long Int(string name, long byDefault) => Attribute(name, AttributeProto.Types.AttributeType.Int)?.I ?? byDefault;

    public float Float(string name, float byDefault) => Attribute(name, AttributeProto.Types.AttributeType.Float)?.F ?? byDefault;

    /// <summary>A list of integers, or null where the attribute is absent.</summary>
    public IReadOnlyList<long>? Ints(string name) => Attribute(name, AttributeProto.Types.AttributeType.Ints)?.Ints;

    /// <summary>Real numbers, or null where the attribute is absent.</summary>
    public IReadOnlyList<float>? Floats(string name) => Attribute(name, AttributeProto.Types.AttributeType.Floats)?.Floats;

    public string Text(string name, string byDefault) =>
        Attribute(name, AttributeProto.Types.AttributeType.String) is { } attribute ? Encoding.UTF8.GetString(attribute.S.Span) : byDefault;

    public TensorProto? Tensor(string name) => Attribute(name, AttributeProto.Types.AttributeType.Tensor)?.T;

    public DiagnosticException GraphError(string problem) => Error(Descriptors.GraphInvalid, problem);

    public DiagnosticException ShapeError(string problem) => Error(Descriptors.ShapeMismatch, problem);

    public DiagnosticException QuantizationError(string problem) => Error(Descriptors.QuantizationInvalid, problem);

    /// <summary>A form of the operator that exists but is not imported.</summary>
    public DiagnosticException Unsupported(string problem) => Error(Descriptors.OperatorUnsupported, problem + ", which is not supported");

    /// <summary>Refuses what waits for a QuantizeLinear behind so many operators that walking back through them would overflow the stack.</summary>
    public void RequireStack()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw Unsupported("is one of too many operators on real numbers without a QuantizeLinear between them");
        }
    }

    /// <summary>An operator is short and plain, unless someone means harm.</summary>
    private static string Bare(string text) =>
        text.Length <= 80 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or ':') ? text : Quote(text);

    private AttributeProto? Attribute(string name, AttributeProto.Types.AttributeType type)
    {
        AttributeProto? found = null;
        foreach (AttributeProto attribute in _proto.Attribute.Where(attribute => attribute.Name == name))
        {
            // Writers of the first versions left the type out.
            found = found is null && (attribute.Type == type || attribute.Type == AttributeProto.Types.AttributeType.Undefined)
                ? attribute
                : throw GraphError($"has the attribute {name} twice, or of another type than {type.ToString().ToUpperInvariant()}");
        }

        return found;
    }

    private DiagnosticException Error(ProblemDescriptor descriptor, string problem) =>
        new(new DiagnosticInfo(descriptor, null, $"{Label} {problem}"));
}
