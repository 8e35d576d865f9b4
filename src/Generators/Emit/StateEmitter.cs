using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;

namespace QMacVerify.Generators.Emit;

/// <summary>Prints what a runner keeps from run to run, for models with state.</summary>
/// <remarks>The next state has an array of its own, because a state may become what another one was.</remarks>
internal static class StateEmitter
{
    /// <summary>The two arrays, and the method that puts the state back.</summary>
    public static void EmitMembers(ExecutionPlan plan, SourceWriter w)
    {
        if (plan.InitialState.Count == 0)
        {
            return;
        }

        foreach ((StateVariable state, TensorInfo current, int offset) in plan.States)
        {
            w.Comment($"State {offset} to {offset + current.ElementCount - 1}: {SourceWriter.EscapeComment(state.Name)}, {current.Key} in a run, {TensorInfo.KeyOf(state.Next)} after it");
        }

        w.Line("private sbyte[] _state = (sbyte[])InitialState.Clone();");
        w.Line($"private sbyte[] _nextState = new sbyte[{plan.InitialState.Count}];");
        w.Line();
        w.Documentation("summary", "Puts the state back to what the first run begins with.");
        w.Line("public void Reset() => InitialState.CopyTo(_state, 0);");
        w.Line();
        w.Line("bool IModelRunner.HasState => true;");
        w.Line();
    }

    /// <summary>Declares the tensor that a state is in a run.</summary>
    public static void EmitCurrent(ExecutionPlan plan, TensorInfo tensor, int offset, SourceWriter w)
    {
        string state = Invariant($"_state.AsSpan({offset}, {tensor.ElementCount})");
        BufferSlot? slot = plan.Buffers.Tensors.FirstOrDefault(slot => slot.Tensor == tensor.Index);
        if (slot is null)
        {
            w.Line($"ReadOnlySpan<sbyte> {tensor.Key} = {state};");
            return;
        }

        w.Comment($"Where all threads find it.");
        w.Line($"Span<sbyte> {tensor.Key} = _arena.AsSpan({slot.Offset}, {tensor.ElementCount});");
        w.Line($"{state}.CopyTo({tensor.Key});");
    }

    /// <summary>Keeps what states become.</summary>
    public static void EmitNext(ExecutionPlan plan, SourceWriter w)
    {
        foreach ((StateVariable state, TensorInfo current, int offset) in plan.States)
        {
            w.Line($"{TensorInfo.KeyOf(state.Next)}.CopyTo(_nextState.AsSpan({offset}, {current.ElementCount}));");
        }

        if (plan.InitialState.Count > 0)
        {
            w.Line("(_state, _nextState) = (_nextState, _state);");
        }
    }
}
