using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Import.Tflite;

/// <summary>The variables of a model, which keep their values from run to run.</summary>
internal sealed class TfliteVariables
{
    private readonly SortedDictionary<(string Container, string Name), TfliteVariable> _variables = [];
    private readonly Dictionary<int, TfliteVariable> _handles = [];
    private readonly HashSet<int> _called = [];

    /// <summary>Those that a run reads before it writes them: the others carry nothing.</summary>
    public EquatableArray<StateVariable> States => _variables
        .Where(entry => entry.Value.Current is not null)
        .Select(entry => new StateVariable(entry.Key.Name, entry.Value.Current!.Index, entry.Value.Value!.Index, entry.Value.InitialTensor))
        .OrderBy(state => state.Current)
        .ToEquatableArray();

    /// <summary>The variable of a VAR_HANDLE; both names may be absent.</summary>
    public TfliteVariable Of(FlatBufferTable options)
    {
        (string, string) key = (options.Text(Schema.VarHandleOptions.Container) ?? "", options.Text(Schema.VarHandleOptions.SharedName) ?? "");
        if (!_variables.TryGetValue(key, out TfliteVariable? variable))
        {
            variable = new TfliteVariable(key.Item2);
            _variables.Add(key, variable);
        }

        return variable;
    }

    /// <summary>Takes note of a subgraph that is called once; false where it was already.</summary>
    public bool CallOnce(int subgraph) => _called.Add(subgraph);

    /// <summary>Takes note of the tensor that stands for a variable.</summary>
    public void AddHandle(int tensor, TfliteVariable variable) => _handles[tensor] = variable;

    /// <summary>The variable that a tensor stands for; null where it stands for none.</summary>
    public TfliteVariable? OfHandle(int tensor) => _handles.GetValueOrDefault(tensor);
}

/// <summary>A variable, as the walk over the operators finds it.</summary>
/// <param name="name">Any text.</param>
internal sealed class TfliteVariable(string name)
{
    public string Name => name;

    /// <summary>What CALL_ONCE gives it.</summary>
    public TfliteTensor? Initial { get; set; }

    /// <summary>The constant of the graph that is <see cref="Initial"/>.</summary>
    public int InitialTensor { get; set; }

    /// <summary>What it is before a run writes it; null where no run reads that.</summary>
    public TensorInfo? Current { get; set; }

    /// <summary>What it is after the operators so far; null before the first that reads or writes it.</summary>
    public TensorInfo? Value { get; set; }
}
