using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Optimize;

/// <summary>How the channels of an operation's inputs go on in its output.</summary>
/// <remarks>
/// Layers whose outputs each read all channels, or all of a group, end classes: what they read, and what they compute, are no matter of theirs.
/// <see cref="NodeChannels"/> removes channels from the operations that classes pass through.
/// </remarks>
internal static class ChannelFlow
{
    /// <summary>The classes of a network, where what its boundary and mixing operations need is kept.</summary>
    public static ChannelClasses Of(QuantizedGraph graph)
    {
        ChannelClasses classes = new(graph);
        foreach (GraphNode node in graph.Nodes)
        {
            Add(node, graph, classes);
        }

        foreach ((IEnumerable<int> tensors, string what) in (IEnumerable<(IEnumerable<int>, string)>)
            [(graph.Inputs, "an input"), (graph.Outputs, "an output"), (graph.States.SelectMany(state => (int[])[state.Current, state.Next]), "a state")])
        {
            foreach (int tensor in tensors)
            {
                classes.Keep(tensor, $"its channels are those of {what} of the network");
            }
        }

        return classes;
    }

    /// <summary>Whether a layer reads all channels of its input, or of a group of them, for each of its outputs, so that single ones can be folded into its biases.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="graph">The network.</param>
    public static bool Mixes(MacNode layer, QuantizedGraph graph)
    {
        int channels = ChannelClasses.ChannelsOf(graph.Tensor(layer.Input));
        return layer is not DepthwiseConv2D
            && (layer.Geometry.Groups == 1 ? layer.Geometry.Window.InChannels % channels == 0 : layer.Geometry.Window.InChannels == channels);
    }

    /// <summary>What the channel of a view's first element is, or null where channels of the input do not stay channels.</summary>
    public static int? FirstChannel(View view, TensorInfo input, TensorInfo output)
    {
        int channels = ChannelClasses.ChannelsOf(input);
        int last = output.Shape.Count - 1;
        int first = view.Offset % channels;
        bool staysInside = last >= 0 && (output.Shape[last] == 1 || view.Strides[last] == 1) && first + output.Shape[last] <= channels
            && Enumerable.Range(0, last).All(axis => output.Shape[axis] == 1 || view.Strides[axis] % channels == 0);
        return staysInside ? first : null;
    }

    /// <summary>Whether the parts lie side by side along the last axis; null where channels of the parts do not stay channels.</summary>
    public static bool? JoinsChannels(Concat concat, QuantizedGraph graph)
    {
        int channels = ChannelClasses.ChannelsOf(graph.Tensor(concat.Output));
        TensorInfo[] parts = [.. concat.Parts.Select(graph.Tensor)];
        return parts.All(part => part.ElementCount / concat.Outer == ChannelClasses.ChannelsOf(part))
            && parts.Sum(ChannelClasses.ChannelsOf) == channels ? true
            : parts.All(part => ChannelClasses.ChannelsOf(part) == channels && part.ElementCount / concat.Outer % channels == 0) ? false
            : null;
    }

    private static void Add(GraphNode node, QuantizedGraph graph, ChannelClasses classes)
    {
        int Channels(int tensor) => ChannelClasses.ChannelsOf(graph.Tensor(tensor));
        int channels = Channels(node.Output);
        switch (node)
        {
            case DepthwiseConv2D depthwise when !ReadsOneChannel(depthwise) && graph.Tensor(depthwise.Output).Layout != TensorLayout.Nchw:
                for (int channel = 0; channel < channels; channel++)
                {
                    classes.Join(node.Output, channel, depthwise.Input, channel / depthwise.Geometry.GroupOutChannels);
                }

                break;
            case MacNode layer:
                KeepMixed(layer, Mixes(layer, graph) ? [] : [layer.Input], classes);
                KeepMixed(layer, HasChannels(layer, graph) ? [] : [layer.Output], classes);
                break;
            case Concat concat when JoinsChannels(concat, graph) is bool sideBySide:
                int offset = 0;
                foreach (int part in concat.Parts)
                {
                    JoinAll(part, 0, offset, Channels(part));
                    offset += sideBySide ? Channels(part) : 0;
                }

                break;
            case View view when FirstChannel(view, graph.Tensor(view.Input), graph.Tensor(view.Output)) is int first:
                JoinAll(view.Input, first, 0, channels);
                break;
            case Pad pad when pad.Before.Count > 0:
                JoinAll(pad.Input, 0, pad.Before[^1], Channels(pad.Input));
                break;
            case Reshape reshape when channels % Channels(reshape.Input) == 0 || Channels(reshape.Input) % channels == 0:
                for (int i = 0; i < Math.Max(channels, Channels(reshape.Input)); i++)
                {
                    classes.Join(reshape.Output, i % channels, reshape.Input, i % Channels(reshape.Input));
                }

                break;
            case Reduce reduce when !reduce.Axes.Contains(graph.Tensor(reduce.Input).Shape.Count - 1) && Channels(reduce.Input) == channels:
            case Pool2D or QLinearGlobalAveragePool or ResizeNearest or BilinearNode or ResizeBilinearReal or QLinearResize or Lookup or LayerFunction:
                JoinAll(node.Inputs[0], 0, 0, channels);
                break;
            case ElementwiseNode elementwise:
                foreach (int operand in (int[])[elementwise.First, elementwise.Second])
                {
                    JoinAll(operand, 0, 0, Channels(operand) == channels ? channels : 0);
                }

                break;
            default:
                KeepMixed(node, [.. node.Inputs, node.Output], classes);
                break;
        }

        void JoinAll(int input, int firstOfInput, int firstOfOutput, int count)
        {
            for (int i = 0; i < count; i++)
            {
                classes.Join(node.Output, firstOfOutput + i, input, firstOfInput + i);
            }
        }
    }

    /// <summary>Whether each output channel of a layer is one of its result's last axis, and may go without others.</summary>
    private static bool HasChannels(MacNode layer, QuantizedGraph graph) =>
        (layer.Geometry.Groups == 1 || layer is not DepthwiseConv2D) && ChannelClasses.ChannelsOf(graph.Tensor(layer.Output)) == layer.Geometry.OutChannels;

    /// <summary>A depthwise convolution of one channel is a convolution like others; of more it has as many output channels for each.</summary>
    private static bool ReadsOneChannel(DepthwiseConv2D layer) => layer.Geometry.Window.InChannels == 1;

    private static void KeepMixed(GraphNode node, IEnumerable<int> tensors, ChannelClasses classes)
    {
        foreach (int tensor in tensors)
        {
            classes.Keep(tensor, $"{Quote(node.Name)} ({node.Op}) does not keep channels apart");
        }
    }
}
