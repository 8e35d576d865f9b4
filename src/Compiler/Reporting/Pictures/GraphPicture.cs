using QMacVerify.Compiler.Templates;
using QMacVerify.Generators.Graph;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Reporting.Pictures;

/// <summary>Draws a network as SVG: a box for each node, in rows from the inputs down, and a line for each tensor that another node reads.</summary>
internal static class GraphPicture
{
    private const int BoxWidth = 250;
    private const int BoxHeight = 38;
    private const int ColumnStep = BoxWidth + 30;
    private const int RowStep = BoxHeight + 26;
    private const int Margin = 40;
    private const int Top = 84;
    private const int LaneStep = 12;
    private const int LongestName = 40;
    private const string Style =
        """
          <style>
            text { font-family: "Helvetica Neue", Arial, sans-serif; font-size: 12.5px; fill: #222 }
            .title { font-size: 19px; font-weight: 600; fill: #111 }
            .small { font-size: 11px; fill: #555 }
            .middle { text-anchor: middle }
            .frame { fill: none; stroke: #888; stroke-width: 1 }
            .edge { fill: none; stroke: #777; stroke-width: 1.2 }
          </style>
        """;

    /// <summary>The picture as a file.</summary>
    public static string Of(QuantizedGraph graph)
    {
        Layout layout = Layout.Of(graph);
        SvgWriter svg = SvgWriter.File(layout.Width, layout.Height, Style);
        svg.Text(Margin, 38, Shortened(graph.Name), "title");
        svg.Text(Margin, 60, Invariant($"{graph.Nodes.Count} nodes, {graph.ProductNodes.Count()} of them layers with products; outputs are framed"), "small");
        Draw(svg, graph, layout, _ => null);
        return svg.ToString();
    }

    /// <summary>The picture as a part of a page.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="linkOf">Where the box of a tensor leads to, as <c>#id</c>; null for nowhere.</param>
    public static Markup Inline(QuantizedGraph graph, Func<int, string?> linkOf)
    {
        Layout layout = Layout.Of(graph);
        SvgWriter svg = SvgWriter.Inline("graph", "The network as a graph", layout.Width, layout.Height, Top - 8, isInteractive: true);
        Draw(svg, graph, layout, linkOf);
        return svg.ToMarkup();
    }

    private static void Draw(SvgWriter svg, QuantizedGraph graph, Layout layout, Func<int, string?> linkOf)
    {
        foreach ((Box from, Box to) in layout.Edges)
        {
            svg.Path("edge", to.Row - from.Row == 1
                ? Invariant($"M {from.Middle} {from.Y + BoxHeight} C {from.Middle} {from.Y + BoxHeight + 16}, {to.Middle} {to.Y - 16}, {to.Middle} {to.Y}")
                : Sideways(from, to, Margin + (layout.Columns * ColumnStep) + (LaneStep * layout.Lanes[from.Tensor])));
        }

        foreach (Box box in layout.Boxes)
        {
            string? link = linkOf(box.Tensor);
            if (link is not null)
            {
                svg.Begin("node", $"{Escape(box.Title)}, {box.Text}", link);
            }

            svg.Rectangle(box.X, box.Y, BoxWidth, BoxHeight, box.Color);
            svg.Text(box.Middle, box.Y + 16, Shortened(box.Title), "middle");
            svg.Text(box.Middle, box.Y + 31, Shortened(box.Text), "small middle");
            if (graph.Outputs.Contains(box.Tensor))
            {
                svg.Frame(box.X, box.Y, BoxWidth, BoxHeight);
            }

            if (link is not null)
            {
                svg.End();
            }
        }
    }

    /// <summary>A node stands one row below the last that it reads; in the leftmost column of those, where that is free.</summary>
    private static List<Box> Place(QuantizedGraph graph)
    {
        List<Box> boxes = [];
        HashSet<(int Row, int Column)> taken = [];
        foreach (int input in graph.Inputs)
        {
            TensorInfo tensor = graph.Tensor(input);
            Add(new Box(input, [], 0, 0, tensor.Name, $"input {tensor.ModelType.Name()} {string.Join('x', tensor.Shape)}", "#e8e8e8"));
        }

        foreach (GraphNode node in graph.Nodes)
        {
            Box[] inputs = [.. node.Inputs.Distinct().SelectMany(input => boxes.Where(box => box.Tensor == input))];
            string shape = string.Join('x', graph.Tensor(node.Output).Shape);
            Add(new Box(
                node.Output, [.. inputs.Select(input => input.Tensor)], inputs.Length == 0 ? 0 : inputs.Max(input => input.Row) + 1,
                inputs.Length == 0 ? 0 : inputs.Min(input => input.Column), node.Name, $"{node.Op} {shape}",
                node is ProductNode ? "#cfe3f5" : inputs.Length > 1 ? "#f8e3c4" : "#eef2ea"));
        }

        return boxes;

        void Add(Box box)
        {
            while (!taken.Add((box.Row, box.Column)))
            {
                box = box with { Column = box.Column + 1 };
            }

            boxes.Add(box);
        }
    }

    /// <summary>Lanes right of the boxes for the tensors that are read further down: of those that pass a row, each has its own.</summary>
    private static Dictionary<int, int> Lanes(IEnumerable<(Box From, Box To)> edges)
    {
        Dictionary<int, int> lanes = [];
        List<int> freeFrom = [];
        foreach (IGrouping<Box, (Box From, Box To)> tensor in edges.Where(edge => edge.To.Row - edge.From.Row != 1).GroupBy(edge => edge.From).OrderBy(tensor => tensor.Key.Row))
        {
            int lane = freeFrom.FindIndex(row => row <= tensor.Key.Row);
            if (lane < 0)
            {
                lane = freeFrom.Count;
                freeFrom.Add(0);
            }

            freeFrom[lane] = tensor.Max(edge => edge.To.Row) + 1;
            lanes.Add(tensor.Key.Tensor, lane);
        }

        return lanes;
    }

    private static string Sideways(Box from, Box to, int lane)
    {
        int start = from.Y + (BoxHeight / 2);
        int end = to.Y + (BoxHeight / 2);
        return Invariant($"M {from.X + BoxWidth} {start} H {lane - 5} Q {lane} {start}, {lane} {start + 5} V {end - 5} Q {lane} {end}, {lane - 5} {end} H {to.X + BoxWidth}");
    }

    private static string Shortened(string text) => Escape(text.Length <= LongestName ? text : $"{text[..(LongestName - 3)]}...");

    /// <summary>A node, or an input.</summary>
    /// <param name="Tensor">Index of its result.</param>
    /// <param name="Inputs">Indices of the tensors that it reads and that are drawn.</param>
    /// <param name="Row">From 0 at the top.</param>
    /// <param name="Column">From 0 at the left.</param>
    /// <param name="Title">Its name.</param>
    /// <param name="Text">What it does.</param>
    /// <param name="Color">Of the box.</param>
    private sealed record Box(int Tensor, int[] Inputs, int Row, int Column, string Title, string Text, string Color)
    {
        public int X => Margin + (Column * ColumnStep);

        public int Y => Top + (Row * RowStep);

        public int Middle => X + (BoxWidth / 2);
    }

    /// <summary>Where everything stands.</summary>
    /// <param name="Boxes">Inputs, then nodes.</param>
    /// <param name="Edges">Who reads whose result.</param>
    /// <param name="Lanes">Of the tensors that are read further down.</param>
    private sealed record Layout(IReadOnlyList<Box> Boxes, IReadOnlyList<(Box From, Box To)> Edges, IReadOnlyDictionary<int, int> Lanes)
    {
        public int Columns { get; } = Boxes.Max(box => box.Column) + 1;

        public int Width => (2 * Margin) + (Columns * ColumnStep) + (LaneStep * (Lanes.Count == 0 ? 0 : Lanes.Values.Max() + 1));

        public int Height => Top + (RowStep * (Boxes.Max(box => box.Row) + 1));

        public static Layout Of(QuantizedGraph graph)
        {
            IReadOnlyList<Box> boxes = Place(graph);
            Dictionary<int, Box> producers = boxes.ToDictionary(box => box.Tensor);
            (Box From, Box To)[] edges = [.. boxes.SelectMany(box => box.Inputs.Select(input => (producers[input], box)))];
            return new Layout(boxes, edges, GraphPicture.Lanes(edges));
        }
    }
}
