using System.Numerics;
using QMacVerify.Checker.Arithmetic;
using QMacVerify.Checker.Rules;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;

namespace QMacVerify.Checker.Linear;

/// <summary>What linear forms say of sums: each is carried back through the nodes before it, by itself, in integers.</summary>
/// <remarks>
/// The method of BOUNDS section 7, as <c>qmac constraints --method crown</c> states it. At every tensor where a form stands alone
/// its greatest value over that tensor's box is a bound, and the least bound counts. A tensor without a step, or too deep, is
/// replaced by its box for good.
/// </remarks>
/// <param name="network">The network.</param>
/// <param name="depth">Layers, sums and means that a form is carried back through, after its own.</param>
/// <param name="boxOf">The codes of a tensor that is computed already.</param>
/// <param name="accumulatorsOf">The accumulators of a layer that is.</param>
internal sealed class LinearBounds(Network network, int depth, Func<int, CodeBox> boxOf, Func<int, Ends[]> accumulatorsOf)
{
    private readonly Dictionary<int, LinearStep> _steps = [];

    /// <summary>The step of the node looked at last, whose codes are not known yet.</summary>
    private SummingStep? _pending;

    // What its sums can be, as real codes, where it is a sum of two tensors.
    private (BigInteger Low, BigInteger High)[] _realSums = [];

    /// <summary>Bounds of the sums of a layer; null for one that forms do not go through.</summary>
    public Ends[]? Bound(MacNode layer, LayerArithmetic arithmetic)
    {
        ProductStep? step = Step(layer, arithmetic);
        _pending = step;
        return step is null ? null : Array.ConvertAll(SumsOf(step), sum => sum is (BigInteger low, BigInteger high)
            ? new Ends(Saturated(Fixed.Ceiling(low, Fixed.CoefficientBits)), Saturated(high >> Fixed.CoefficientBits))
            : new Ends(long.MinValue, long.MaxValue));
    }

    private ProductStep? Step(MacNode layer, LayerArithmetic arithmetic)
    {
        if (layer is TransposeConv || layer.Geometry.Window is not { Transposed: null, Batches: 1 })
        {
            return null;
        }

        LayerTaps taps = new(network, layer);
        int channels = layer.Geometry.OutChannels;
        Window window = taps.Window;
        return new ProductStep
        {
            NodeIndex = IndexOf(layer),
            Count = window.Positions * channels,
            Layer = layer,
            InputChannels = ChannelsOf(layer.Input),
            Weights = [.. Enumerable.Range(0, channels).Select(taps.CentredWeights)],
            Bias = [.. Enumerable.Range(0, channels).Select(taps.Bias)],
            Windows = [.. Enumerable.Range(0, window.Positions).Select(window.Pixels)],
            Errors = new LayerErrors(network, network, layer, arithmetic).OfAnySums(boxOf(layer.Input)),
        };
    }

    private void Settle(ProductStep step)
    {
        MacNode layer = step.Layer;
        Ends[] sums = accumulatorsOf(layer.Output);
        CodeBox box = boxOf(layer.Output);
        ClampRange clamp = layer.Requantization.Clamp;
        int zeroPoint = network.Graph.Tensor(layer.Output).ZeroPoint;
        step.Lines = new CodeLines[step.Count];
        for (int element = 0; element < step.Count; element++)
        {
            Rescale rescale = layer.Requantization.For(element % layer.Geometry.OutChannels);
            Ends sum = sums[element];

            // What may wrap is no line. A sum of which nothing is known is one that may.
            bool wraps = sum == Ends.Int32 || Rounding.Rescale(sum.Low, rescale) is null || Rounding.Rescale(sum.High, rescale) is null;
            step.Lines[element] = wraps || Fixed.Factor(rescale) is not BigInteger factor
                ? CodeLines.Constant(Centred(box[element], zeroPoint))
                : LinesOf(box[element], zeroPoint, (factor * sum.Low, factor * sum.High), sum, new CodeRounding(factor, Distance(rescale), Centred(clamp, zeroPoint)));
        }

        _steps[layer.Output] = step;
    }

    /// <summary>The codes of a sum of two tensors, where forms say more of them than their box.</summary>
    public CodeBox Narrowed(ScaledSum node, CodeBox box)
    {
        if (Step(node) is not PairSumStep step)
        {
            return box;
        }

        CodeRounding rounding = RoundingOf(node);
        int zeroPoint = network.Graph.Tensor(node.Output).ZeroPoint;
        (BigInteger Low, BigInteger High)[] sums = RealSums(step);
        (_pending, _realSums) = (step, sums);
        return CodeBox.Of(box.Count, element =>
        {
            long low = Saturated(Fixed.Ceiling(sums[element].Low - rounding.Distance, Fixed.RealBits));
            long high = Saturated((sums[element].High + rounding.Distance) >> Fixed.RealBits);
            return new Ends(
                Math.Max(box[element].Low, Math.Clamp(low, rounding.Clamp.Low, rounding.Clamp.High) + zeroPoint),
                Math.Min(box[element].High, Math.Clamp(high, rounding.Clamp.Low, rounding.Clamp.High) + zeroPoint));
        });
    }

    /// <summary>Lets forms go through a node whose codes are known, where they can.</summary>
    public void Settle(GraphNode node)
    {
        switch (node)
        {
            case MacNode when _pending is ProductStep step && step.Layer == node:
                Settle(step);
                break;
            case ScaledSum sum when _pending is PairSumStep step && step.Node == sum:
                SetLines(step, sum.Output, _realSums, RoundingOf(sum));
                break;
            case AveragePool2D pool when pool.Window.Batches == 1:
                Window window = new(pool.Window);
                MeanStep mean = new()
                {
                    NodeIndex = IndexOf(node),
                    Count = window.Positions * pool.Window.InChannels,
                    Input = pool.Input,
                    Channels = pool.Window.InChannels,
                    Windows = [.. Enumerable.Range(0, window.Positions).Select(position => window.Pixels(position).Where(pixel => pixel >= 0).ToArray())],
                };
                SetLines(mean, pool.Output, Means(mean), new CodeRounding(Fixed.One, Fixed.One >> 1, Centred(pool.Clamp, network.Graph.Tensor(pool.Output).ZeroPoint)));
                break;
            case Reshape or View:
                Func<int, (int Input, int Element)?> sourceOf = MoveRule.SourceOf(network, node)!;
                Move(node, node.Inputs[0], element => sourceOf(element)!.Value.Element);
                break;
            default:
                // Its codes are where forms end.
                break;
        }
    }

    private static long Saturated(BigInteger value) => (long)BigInteger.Clamp(value, long.MinValue, long.MaxValue);

    private static Ends Centred(Ends codes, int zeroPoint) => new(codes.Low - zeroPoint, codes.High - zeroPoint);

    private static Ends Centred(ClampRange clamp, int zeroPoint) => new(clamp.Lower - zeroPoint, clamp.Upper - zeroPoint);

    private static CodeLines LinesOf(Ends codes, int zeroPoint, (BigInteger Low, BigInteger High) real, Ends sums, CodeRounding rounding) =>
        codes.IsPoint || rounding.Distance >= Fixed.One
            ? CodeLines.Constant(Centred(codes, zeroPoint))
            : CodeLines.Of(real.Low, real.High, sums, rounding) ?? CodeLines.Constant(Centred(codes, zeroPoint));

    /// <summary>How far requantization rounds, at most: twice, or in float32, or once (BOUNDS section 4).</summary>
    private static BigInteger Distance(Rescale rescale) => (Fixed.One >> 1) + (rescale.Kind switch
    {
        RequantizationKind.OnnxFloat => Fixed.One >> 13,
        RequantizationKind.TfliteDouble when rescale.Multiplier.Shift < 0 => Fixed.One >> (1 - rescale.Multiplier.Shift),
        _ => BigInteger.Zero,
    });

    private int IndexOf(GraphNode node) => network.Graph.Nodes.TakeWhile(each => !ReferenceEquals(each, node)).Count();

    private int ChannelsOf(int tensor) => network.Graph.Tensor(tensor).Shape is [.., int channels] ? channels : 1;

    private void Move(GraphNode node, int input, Func<int, int> source) => _steps[node.Output] = new MoveStep
    {
        NodeIndex = IndexOf(node),
        Count = network.Graph.Tensor(node.Output).ElementCount,
        Input = input,
        InputChannels = ChannelsOf(input),
        Source = source,
    };

    private void SetLines(SummingStep step, int tensor, (BigInteger Low, BigInteger High)[] sums, CodeRounding rounding)
    {
        CodeBox box = boxOf(tensor);
        int zeroPoint = network.Graph.Tensor(tensor).ZeroPoint;
        step.Lines = [.. sums.Select((sum, i) => LinesOf(
            box[i], zeroPoint, sum, new Ends(Saturated(sum.Low >> Fixed.RealBits), Saturated(Fixed.Ceiling(sum.High, Fixed.RealBits))), rounding))];
        _steps[tensor] = step;
    }

    /// <summary>The step of a sum; null where shapes differ, something may wrap, or a factor is finer than the unit.</summary>
    private PairSumStep? Step(ScaledSum node)
    {
        TensorInfo output = network.Graph.Tensor(node.Output);
        if (!network.Graph.Tensor(node.First).Shape.Equals(output.Shape) || !network.Graph.Tensor(node.Second).Shape.Equals(output.Shape)
            || Fixed.Factor(node.FirstMultiplier) is not BigInteger first || Fixed.Factor(node.SecondMultiplier) is not BigInteger second
            || Fixed.Factor(node.OutputMultiplier) is not BigInteger last || first > Fixed.One || second > Fixed.One || last >= Fixed.One
            || Product(node.FirstMultiplier, node.OutputMultiplier) is not BigInteger one || Product(node.SecondMultiplier, node.OutputMultiplier) is not BigInteger other)
        {
            return null;
        }

        return new PairSumStep
        {
            NodeIndex = IndexOf(node),
            Count = output.ElementCount,
            Node = node,
            Channels = ChannelsOf(node.Output),
            Factors = (one, node.Sign * other),
            Slopes = ((Int128)one << (Fixed.LineBits - Fixed.RealBits), node.Sign * ((Int128)other << (Fixed.LineBits - Fixed.RealBits))),
        };

        static BigInteger? Product(QuantizedMultiplier operand, QuantizedMultiplier result) =>
            Fixed.Scaled((BigInteger)operand.Multiplier * result.Multiplier, operand.Shift + result.Shift - 62 + ScaledSum.LeftShift) is BigInteger factor
                && CodeLine.Of(factor << (Fixed.LineBits - Fixed.RealBits), 0) is not null ? factor : null;
    }

    /// <summary>Both operands are rounded to within 1 of 2^20 units, the result as that of a layer (BOUNDS section 7).</summary>
    private CodeRounding RoundingOf(ScaledSum node)
    {
        BigInteger twice = Fixed.One >> (1 + Math.Max(0, -node.OutputMultiplier.Shift));
        return new CodeRounding(
            Fixed.One, (Fixed.One >> 1) + twice + (2 * Fixed.Factor(node.OutputMultiplier)!.Value), Centred(node.Clamp, network.Graph.Tensor(node.Output).ZeroPoint));
    }

    /// <summary>Bounds of the means of a pool, from the box of its input.</summary>
    private (BigInteger Low, BigInteger High)[] Means(MeanStep step)
    {
        CodeBox box = boxOf(step.Input);
        int zeroPoint = network.Graph.Tensor(step.Input).ZeroPoint;
        return [.. Enumerable.Range(0, step.Count).Select(element =>
        {
            int[] elements = Array.ConvertAll(step.Windows[element / step.Channels], pixel => (pixel * step.Channels) + (element % step.Channels));
            BigInteger low = elements.Sum(each => (long)box.Low[each] - zeroPoint) * Fixed.One;
            BigInteger high = elements.Sum(each => (long)box.High[each] - zeroPoint) * Fixed.One;
            return (Low: Floor(low, elements.Length), High: -Floor(-high, elements.Length));
        })];

        static BigInteger Floor(BigInteger value, int divisor) => (value - (((value % divisor) + divisor) % divisor)) / divisor;
    }

    /// <summary>Bounds of a sum of two tensors, in units of <see cref="Fixed.RealBits"/>: by forms, and by the boxes of both.</summary>
    private (BigInteger Low, BigInteger High)[] RealSums(PairSumStep step)
    {
        (CodeBox first, CodeBox second) = (boxOf(step.Node.First), boxOf(step.Node.Second));
        (int za, int zb) = (network.Graph.Tensor(step.Node.First).ZeroPoint, network.Graph.Tensor(step.Node.Second).ZeroPoint);
        return [.. SumsOf(step).Select((sum, i) =>
        {
            (BigInteger low, BigInteger high) = (step.Factors.First * (first.Low[i] - za), step.Factors.First * (first.High[i] - za));
            BigInteger one = step.Factors.Second * (second.Low[i] - zb);
            BigInteger other = step.Factors.Second * (second.High[i] - zb);
            (low, high) = (low + BigInteger.Min(one, other), high + BigInteger.Max(one, other));
            return sum is (BigInteger least, BigInteger greatest)
                ? (BigInteger.Max(low, least << (Fixed.RealBits - Fixed.CoefficientBits)), BigInteger.Min(high, greatest << (Fixed.RealBits - Fixed.CoefficientBits)))
                : (low, high);
        })];
    }

    /// <summary>Bounds of every sum by forms, in units of <see cref="Fixed.CoefficientBits"/>; null where there are none.</summary>
    private (BigInteger Low, BigInteger High)?[] SumsOf(SummingStep step)
    {
        (BigInteger Low, BigInteger High)?[] sums = new (BigInteger Low, BigInteger High)?[step.Count];
        Parallel.For(0, sums.Length, element =>
            sums[element] = Greatest(step, element, 1) is BigInteger high && Greatest(step, element, -1) is BigInteger low ? (-low, high) : null);
        return sums;
    }

    /// <summary>The least upper bound that is found of a sum, or of its negative; null where coefficients grow too large.</summary>
    private BigInteger? Greatest(SummingStep step, int element, int sign)
    {
        LinearForm form = new();
        Coefficients unit = new(1);
        unit.At(element) = (Int128)sign << Fixed.CoefficientBits;
        step.Distribute(form, unit);
        BigInteger? best = null;
        int left = depth;
        while (form.Tensors.Count > 0)
        {
            int tensor = form.Tensors.MaxBy(each => _steps.TryGetValue(each, out LinearStep? known) ? known.NodeIndex : -1);
            Coefficients codes = form.Take(tensor);
            if (!codes.HasRoom)
            {
                return null;
            }

            BigInteger greatest = form.Constant + codes.Greatest(boxOf(tensor), network.Graph.Tensor(tensor).ZeroPoint);
            if (form.Tensors.Count == 0)
            {
                best = best is BigInteger known ? BigInteger.Min(known, greatest) : greatest;
            }

            switch (_steps.GetValueOrDefault(tensor))
            {
                case MoveStep move:
                    move.Distribute(form, codes);
                    break;
                case SummingStep sums when left > 0:
                    left--;
                    if (sums.Relax(form, codes) is not Coefficients relaxed)
                    {
                        return null;
                    }

                    sums.Distribute(form, relaxed);
                    break;
                default:
                    form.Constant = greatest;
                    break;
            }
        }

        return best is BigInteger least ? BigInteger.Min(least, form.Constant) : form.Constant;
    }
}
