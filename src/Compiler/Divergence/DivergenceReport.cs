using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support.Json;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Divergence;

/// <summary>Where a run parts from a dump by anyone, and what that looks like.</summary>
/// <param name="Model">Model name.</param>
/// <param name="Source">Name of the dump.</param>
/// <param name="Way">What tensors were recognised by.</param>
/// <param name="Compared">Tensors compared, in order of execution, up to the first that differs.</param>
/// <param name="Matched">Tensors of the dump that were recognised.</param>
/// <param name="InDump">Arrays of the dump.</param>
/// <param name="First">The first tensor that differs; null where none does.</param>
internal sealed record DivergenceReport(
    string Model, string Source, string Way, int Compared, int Matched, int InDump, TensorDivergence? First)
{
    public const string Schema = "qmac.divergence/1";

    public string ToText()
    {
        string head = $"{Escape(Model)} against {Source}: {Matched} of {InDump} arrays are tensors of the model, by {Way}\n";
        return First is null
            ? $"{head}all {Matched} are equal\n"
            : Invariant($"{head}{Compared - 1} are equal before {First.Describe()}\n  {First.Different:N0} of {First.Elements:N0} elements differ, by at most {First.MaxDifference}\n  {First.Cause.Kind}: {First.Cause.Text}\n");
    }

    public string ToJson()
    {
        JsonWriter json = new();
        using (json.Object())
        {
            json.Member("schema", Schema);
            json.Member("model", Model);
            json.Member("matched_by", Way);
            json.Member("arrays", InDump);
            json.Member("matched", Matched);
            json.Member("equal_before", First is null ? Matched : Compared - 1);
            if (First is null)
            {
                json.Null("first_difference");
            }
            else
            {
                First.Write(json);
            }
        }

        return json.ToString();
    }
}

/// <summary>The first tensor that differs.</summary>
/// <param name="Tensor">The tensor.</param>
/// <param name="Name">Its array in the dump.</param>
/// <param name="Producer">The node that computes it; null for an input.</param>
/// <param name="Index">Of the first element that differs, by axis.</param>
/// <param name="Ours">Our value there.</param>
/// <param name="Theirs">The dump's.</param>
/// <param name="Elements">Elements compared.</param>
/// <param name="Different">Elements that differ.</param>
/// <param name="MaxDifference">Greatest absolute difference.</param>
/// <param name="Cause">What it looks like.</param>
internal sealed record TensorDivergence(
    TensorInfo Tensor,
    string Name,
    GraphNode? Producer,
    IReadOnlyList<int> Index,
    double Ours,
    double Theirs,
    int Elements,
    int Different,
    double MaxDifference,
    DivergenceCause Cause)
{
    public string Describe() => Invariant(
        $"{Tensor.Key} {Quote(Tensor.Name)} of {(Producer is null ? "the input" : $"{Quote(Producer.Name)} ({Producer.Op})")}, element [{string.Join(", ", Index)}]: ours {Ours}, theirs {Theirs}");

    public void Write(JsonWriter json)
    {
        using (json.Object("first_difference"))
        {
            json.Member("key", Tensor.Key);
            json.Member("name", Tensor.Name);
            json.Member("array", Name);
            json.Member("node", Producer?.Name ?? "");
            json.Member("op", Producer?.Op ?? "");
            json.Member("element", Index);
            json.Member("ours", Ours);
            json.Member("theirs", Theirs);
            json.Member("elements", Elements);
            json.Member("different", Different);
            json.Member("max_difference", MaxDifference);
            json.Member("kind", Cause.Kind);
            json.Member("looks_like", Cause.Text);
        }
    }
}

/// <summary>What a difference looks like: the word for it, and the evidence as a clause.</summary>
/// <param name="Kind">rounding, padding, zero_point, layout, activation, input or unknown.</param>
/// <param name="Text">For example <c>tflite_single gives the dump's values</c>.</param>
internal sealed record DivergenceCause(string Kind, string Text);
