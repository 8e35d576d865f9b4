using QMacVerify.Generators.Graph;

namespace QMacVerify.Compiler.Optimize;

/// <summary>Which channels of the computed tensors go or stay together, and why those that stay do.</summary>
/// <remarks>
/// The channels of a tensor are the elements of its last axis. A channel that passes through a pool is one of its input and of its
/// output: both lose it, or neither. Classes only grow, and only become kept, so the order in which that is found out changes nothing
/// but which reason is given.
/// </remarks>
internal sealed class ChannelClasses
{
    private readonly Dictionary<int, int> _first = [];
    private readonly Dictionary<int, int> _channels = [];
    private readonly int[] _parent;
    private readonly string?[] _reason;

    public ChannelClasses(QuantizedGraph graph)
    {
        int count = 0;
        foreach (TensorInfo tensor in graph.Tensors.Where(tensor => !tensor.IsConstant))
        {
            _first.Add(tensor.Index, count);
            _channels.Add(tensor.Index, ChannelsOf(tensor));
            count += ChannelsOf(tensor);
        }

        _parent = [.. Enumerable.Range(0, count)];
        _reason = new string?[count];
    }

    /// <summary>Elements of the last axis.</summary>
    public static int ChannelsOf(TensorInfo tensor) => tensor.Shape.Count == 0 ? 1 : tensor.Shape[^1];

    /// <summary>The computed tensors, in ascending order.</summary>
    public IEnumerable<int> Tensors => _first.Keys;

    /// <summary>Makes two channels one class. A constant has no channels of its own: it follows what it is computed with.</summary>
    public void Join(int tensor, int channel, int otherTensor, int otherChannel)
    {
        if (!_first.ContainsKey(tensor) || !_first.ContainsKey(otherTensor))
        {
            return;
        }

        int root = RootOf(tensor, channel);
        int other = RootOf(otherTensor, otherChannel);
        if (root != other)
        {
            _parent[other] = root;
            _reason[root] ??= _reason[other];
        }
    }

    /// <summary>Says that a channel stays.</summary>
    /// <param name="tensor">The tensor; nothing is said of constants.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="reason">A clause about the channel; the first one counts.</param>
    public void Keep(int tensor, int channel, string reason)
    {
        if (_first.ContainsKey(tensor))
        {
            _reason[RootOf(tensor, channel)] ??= reason;
        }
    }

    /// <summary>Says the same of all channels.</summary>
    public void Keep(int tensor, string reason)
    {
        for (int channel = 0; channel < _channels.GetValueOrDefault(tensor); channel++)
        {
            Keep(tensor, channel, reason);
        }
    }

    /// <summary>Why a channel stays, or null.</summary>
    public string? ReasonOf(int tensor, int channel) => _reason[RootOf(tensor, channel)];

    /// <summary>The channels that stay, ascending.</summary>
    public int[] Kept(int tensor) => [.. Enumerable.Range(0, _channels[tensor]).Where(channel => ReasonOf(tensor, channel) is not null)];

    /// <summary>The channels that do not stay, ascending.</summary>
    public int[] Removable(int tensor) => [.. Enumerable.Range(0, _channels[tensor]).Where(channel => ReasonOf(tensor, channel) is null)];

    private int RootOf(int tensor, int channel)
    {
        int element = _first[tensor] + channel;
        while (_parent[element] != element)
        {
            element = _parent[element] = _parent[_parent[element]];
        }

        return element;
    }
}
