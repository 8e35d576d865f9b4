using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Passes;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Optimize;

/// <summary>A network with fewer channels: tensors, nodes and constants as they then are.</summary>
/// <remarks>The counterpart of <see cref="ChannelFlow"/>: whatever lets channels through there loses them here.</remarks>
/// <param name="network">The network.</param>
/// <param name="kept">The channels of a computed tensor that stay, ascending, at least one.</param>
/// <param name="biasOf">The biases of a layer, one for each output channel that stays.</param>
internal sealed class NodeChannels(Network network, Func<int, int[]> kept, Func<MacNode, int[]> biasOf)
{
    private readonly QuantizedGraph _graph = network.Graph;
    private readonly ConstantEdit _constants = new(network);
    private readonly Dictionary<int, int[]> _kept = [];

    public Network Apply()
    {
        EquatableArray<GraphNode> nodes = _graph.Nodes.Select(Reduce).ToEquatableArray();
        IEnumerable<TensorInfo> computed = _graph.Tensors.Where(tensor => !tensor.IsConstant).Select(Reduce);
        return _constants.Apply(computed, nodes).WithoutUnusedTensors();
    }

    private TensorInfo Reduce(TensorInfo tensor) => KeepsAll(tensor.Index)
        ? tensor
        : tensor with { Shape = tensor.Shape.Take(tensor.Shape.Count - 1).Append(Kept(tensor.Index).Length).ToEquatableArray() };

    private GraphNode Reduce(GraphNode node) => node switch
    {
        MacNode layer => Reduce(layer),
        _ when node.Inputs.Append(node.Output).All(KeepsAll) => node,
        Concat concat => Reduce(concat),
        View view => Reduce(view),
        Pad pad => pad with { Before = pad.Before.Take(pad.Before.Count - 1).Append(Kept(pad.Output).Count(channel => channel < pad.Before[^1])).ToEquatableArray() },
        Pool2D pool => pool with { Window = pool.Window with { InChannels = Kept(pool.Input).Length } },
        ElementwiseNode or Lookup or LayerFunction => SliceConstants(node),
        _ => node,
    };

    private MacNode Reduce(MacNode layer)
    {
        int[] inputs = Kept(layer.Input);
        int[] outputs = ChannelsOf(layer.Output) == layer.Geometry.OutChannels ? Kept(layer.Output) : [.. Enumerable.Range(0, layer.Geometry.OutChannels)];
        int[] bias = biasOf(layer);
        bool hasBias = layer.Bias >= 0;
        bool sameBias = hasBias ? bias.AsSpan().SequenceEqual(network.Parameters[layer.Bias].Int32) : bias.All(value => value == 0);
        if (KeepsAll(layer.Input) && outputs.Length == layer.Geometry.OutChannels && sameBias)
        {
            return layer;
        }

        (int[] Outputs, int[] Inputs)[] groups = layer is DepthwiseConv2D ? [] : GroupsOf(layer, outputs, inputs);
        int weights = layer switch
        {
            DepthwiseConv2D => _constants.Slice(layer.Weights, (3, outputs)),
            FullyConnected => _constants.Slice(layer.Weights, (0, outputs), (1, Repeated(inputs, ChannelsOf(layer.Input), layer.Geometry.Window.InChannels))),
            _ => _constants.SliceGroups(layer.Weights, 3, groups),
        };
        int biasTensor = hasBias || !sameBias ? _constants.Bias(layer, bias) : -1;
        int inChannels = layer.Geometry.Window.InChannels / ChannelsOf(layer.Input) * inputs.Length;
        return layer.WithParameters(weights, biasTensor) with
        {
            Geometry = layer.Geometry with
            {
                Window = layer.Geometry.Window with { InChannels = inChannels },
                OutChannels = outputs.Length,
                Groups = layer is DepthwiseConv2D ? inChannels : groups.Length,
            },
            Requantization = layer.Requantization.Select(outputs),
        };
    }

    /// <summary>What stays of each group that has outputs: those, and which of its input channels they read.</summary>
    private (int[] Outputs, int[] Inputs)[] GroupsOf(MacNode layer, int[] outputs, int[] inputs)
    {
        int size = ChannelsOf(layer.Input) / layer.Geometry.Groups;
        ILookup<int, int> inputsOfGroup = inputs.ToLookup(channel => channel / size, channel => channel % size);
        return [.. outputs.GroupBy(channel => channel / layer.Geometry.GroupOutChannels).Select(group => (group.ToArray(), inputsOfGroup[group.Key].ToArray()))];
    }

    private Concat Reduce(Concat concat)
    {
        bool sideBySide = ChannelFlow.JoinsChannels(concat, _graph) == true;
        List<int> parts = [];
        int offset = 0;
        foreach (int part in concat.Parts)
        {
            int channels = ChannelsOf(part);
            int[] channelsOfPart = [.. Kept(concat.Output).Where(channel => channel >= offset && channel < offset + channels).Select(channel => channel - offset)];
            offset += sideBySide ? channels : 0;
            if (channelsOfPart.Length > 0)
            {
                parts.Add(IsConstant(part) ? _constants.Slice(part, (_graph.Tensor(part).Shape.Count - 1, channelsOfPart)) : part);
            }
        }

        return concat with { Parts = parts.ToEquatableArray(), Inputs = parts.ToEquatableArray() };
    }

    private View Reduce(View view)
    {
        int[] inputs = Kept(view.Input);
        int channels = ChannelsOf(view.Input);
        int first = view.Offset % channels;
        return view with
        {
            Offset = (view.Offset / channels * inputs.Length) + inputs.Count(channel => channel < first),
            Strides = view.Strides.Select((stride, axis) => axis == view.Strides.Count - 1 ? stride : stride / channels * inputs.Length).ToEquatableArray(),
        };
    }

    /// <summary>Constants that have something for each channel: an operand along its last axis, tables and lists along their first.</summary>
    private GraphNode SliceConstants(GraphNode node)
    {
        int channels = ChannelsOf(node.Output);
        IEnumerable<(int Tensor, int Axis)> constants = node switch
        {
            ElementwiseNode elementwise => ((int[])[elementwise.First, elementwise.Second]).Select(operand => (operand, _graph.Tensor(operand).Shape.Count - 1)),
            Lookup lookup => _graph.Tensor(lookup.Table).Shape.Count == 2 ? [(lookup.Table, 0)] : [],
            _ => node.Inputs.Skip(1).Select(list => (list, 0)),
        };
        Dictionary<int, int> slices = constants
            .Where(constant => IsConstant(constant.Tensor) && constant.Axis >= 0 && channels > 1 && _graph.Tensor(constant.Tensor).Shape[constant.Axis] == channels)
            .ToDictionary(constant => constant.Tensor, constant => _constants.Slice(constant.Tensor, (constant.Axis, Kept(node.Output))));
        return node.WithTensors(tensor => slices.TryGetValue(tensor, out int slice) ? slice : tensor);
    }

    private bool IsConstant(int tensor) => _graph.Tensor(tensor).IsConstant;

    private bool KeepsAll(int tensor) => IsConstant(tensor) || Kept(tensor).Length == ChannelsOf(tensor);

    private int ChannelsOf(int tensor) => ChannelClasses.ChannelsOf(_graph.Tensor(tensor));

    private int[] Kept(int tensor)
    {
        if (!_kept.TryGetValue(tensor, out int[]? channels))
        {
            _kept.Add(tensor, channels = kept(tensor));
        }

        return channels;
    }

    /// <summary>The input channels of a fully connected layer that read some of the channels of an image.</summary>
    private static int[] Repeated(int[] channels, int period, int count) =>
        [.. Enumerable.Range(0, count / period).SelectMany(i => channels.Select(channel => (i * period) + channel))];
}
