using QMacVerify.Generators.Graph;

namespace QMacVerify.Compiler.Bounds.Linear;

/// <summary>Upper bounds of <see cref="CoefficientBlock.Lanes"/> sums at most as linear forms, substituted back tensor after tensor, as far as their steps are linear.</summary>
/// <remarks>
/// <para>
/// At every tensor where one block of coefficients remains, the forms are replaced by their greatest values over that tensor's box, and the
/// least of these upper bounds is kept. A tensor whose producer is no linear step, or lies too deep, is replaced by its box for good.
/// </para>
/// <para>
/// Rounding, outward: a sum of n terms and the products of a step with K taps err by less than (n + K + 8) 2^-53 times the
/// sum of what the terms can be, which is the norm of the coefficients times the step's magnitude; each addition to a constant by
/// 2^-53 of it, counted twice.
/// </para>
/// </remarks>
internal sealed class LinearForms
{
    private const double UnitRoundoff = 1.0 / (1L << 53);

    /// <summary>The greatest distance of a code from its zero point, and as much again.</summary>
    public const double CodeMagnitude = 512;

    private readonly double[] _constants = new double[CoefficientBlock.Lanes];
    private readonly double[] _slacks = new double[CoefficientBlock.Lanes];
    private readonly double[] _best = [.. Enumerable.Repeat(double.PositiveInfinity, CoefficientBlock.Lanes)];
    private readonly SortedDictionary<int, CoefficientBlock> _blocks = [];

    /// <summary>Adds a number to each form.</summary>
    public void AddConstants(ReadOnlySpan<double> values)
    {
        for (int form = 0; form < _constants.Length; form++)
        {
            _constants[form] += values[form];
            _slacks[form] += 2 * UnitRoundoff * Math.Abs(_constants[form]);
        }
    }

    /// <summary>Accounts for the rounding of a step.</summary>
    /// <param name="terms">Coefficients and taps that are added up.</param>
    /// <param name="totals">Of each form the sum of the coefficients' absolute values, and the magnitude of what they are multiplied with.</param>
    public void AddSlacks(int terms, LaneTotals totals)
    {
        for (int form = 0; form < _slacks.Length; form++)
        {
            _slacks[form] += (terms + 8) * UnitRoundoff * totals.Norms[form] * totals.Magnitudes[form];
        }
    }

    /// <summary>Accounts for additions to coefficients of codes.</summary>
    /// <param name="additions">To one coefficient, at most.</param>
    /// <param name="block">What is there.</param>
    public void AddSlacks(int additions, CoefficientBlock block)
    {
        LaneTotals totals = new();
        for (int element = 0; element < block.Count; element++)
        {
            for (int form = 0; form < totals.Norms.Length; form++)
            {
                totals.Norms[form] += Math.Abs(block.Of(element)[form]);
            }
        }

        AddSlacks(additions, totals);
    }

    /// <summary>The block of a tensor, which holds a rectangle at least: what is added to it is added to what is there.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="extent">Its extent.</param>
    /// <param name="area">The rectangle.</param>
    /// <param name="additions">To one coefficient, at most: each rounds what is there from another path.</param>
    public CoefficientBlock BlockOf(int tensor, TensorExtent extent, PixelRectangle area, int additions)
    {
        if (_blocks.TryGetValue(tensor, out CoefficientBlock? known))
        {
            AddSlacks(additions, known);
        }

        CoefficientBlock block = known?.Grown(area) ?? new CoefficientBlock(extent, area);
        _blocks[tensor] = block;
        return block;
    }

    /// <summary>Substitutes until nothing but numbers is left.</summary>
    /// <param name="steps">By the tensor that they compute.</param>
    /// <param name="boxes">Of every tensor that a form may come to, centred.</param>
    /// <param name="depth">Steps that are taken, but for those that only move codes.</param>
    /// <returns>Upper bounds of the forms.</returns>
    public double[] Bound(IReadOnlyDictionary<int, LinearStep> steps, Func<int, CentredBox> boxes, int depth)
    {
        while (_blocks.Count > 0)
        {
            // Indices of tensors say nothing about their order, those of nodes do; an input comes before all of them.
            int tensor = _blocks.Keys.MaxBy(key => steps.TryGetValue(key, out LinearStep? step) ? step.NodeIndex : -1);
            CoefficientBlock block = _blocks[tensor];
            if (_blocks.Count == 1)
            {
                KeepBest(block, boxes(tensor));
            }

            _blocks.Remove(tensor);
            if (steps.TryGetValue(tensor, out LinearStep? next) && (next.OnlyMoves || depth > 0))
            {
                depth -= next.OnlyMoves ? 0 : 1;
                next.Substitute(this, block);
            }
            else
            {
                Concretize(block, boxes(tensor));
            }

            block.Release();
        }

        for (int form = 0; form < _best.Length; form++)
        {
            _best[form] = Math.Min(_best[form], _constants[form] + _slacks[form]);
        }

        return _best;
    }

    /// <summary>The input at which a form is greatest, where its coefficients have come to the input: elements without a coefficient keep their lower end.</summary>
    public static sbyte[] Corner(CoefficientBlock block, int form, Box box)
    {
        sbyte[] corner = box.Lower.ToArray();
        for (int row = block.Area.Top; row < block.Area.Bottom; row++)
        {
            for (int i = 0; i < block.Area.Width * block.Extent.Channels; i++)
            {
                int element = (((row * block.Extent.Width) + block.Area.Left) * block.Extent.Channels) + i;
                corner[element] = block.Of(block.ElementOf(row, block.Area.Left) + i)[form] > 0 ? box.Upper[element] : corner[element];
            }
        }

        return corner;
    }

    /// <summary>Substitutes all the way to one tensor, without bounds.</summary>
    public CoefficientBlock? CoefficientsAt(int input, IReadOnlyDictionary<int, LinearStep> steps)
    {
        while (_blocks.Keys.Any(steps.ContainsKey))
        {
            int tensor = _blocks.Keys.Where(steps.ContainsKey).MaxBy(key => steps[key].NodeIndex);
            CoefficientBlock block = _blocks[tensor];
            _blocks.Remove(tensor);
            steps[tensor].Substitute(this, block);
        }

        return _blocks.GetValueOrDefault(input);
    }

    private void KeepBest(CoefficientBlock block, CentredBox box)
    {
        LaneTotals totals = Greatest(block, box);
        for (int form = 0; form < _best.Length; form++)
        {
            double slack = (block.Count + 8) * UnitRoundoff * totals.Norms[form] * CodeMagnitude;
            double value = totals.Constants[form];
            _best[form] = Math.Min(_best[form], _constants[form] + value + _slacks[form] + slack + (4 * UnitRoundoff * (Math.Abs(_constants[form]) + Math.Abs(value))));
        }
    }

    private void Concretize(CoefficientBlock block, CentredBox box)
    {
        LaneTotals totals = Greatest(block, box);
        AddSlacks(block.Count, totals);
        AddConstants(totals.Constants);
    }

    private static LaneTotals Greatest(CoefficientBlock block, CentredBox box)
    {
        LaneTotals totals = new();
        int ofRow = block.Area.Width * block.Extent.Channels;
        for (int row = block.Area.Top; row < block.Area.Bottom; row++)
        {
            int element = ((row * block.Extent.Width) + block.Area.Left) * block.Extent.Channels;
            LaneKernels.AddGreatest(block.From(row, block.Area.Left, ofRow), box.Lower.AsSpan(element, ofRow), box.Upper.AsSpan(element, ofRow), totals);
        }

        return totals;
    }
}

/// <summary>Ends of the codes of a tensor less its zero point, as numbers.</summary>
internal sealed record CentredBox(double[] Lower, double[] Upper)
{
    public static CentredBox Of(Box box, TensorInfo tensor)
    {
        int zeroPoint = tensor.ZeroPoint;
        return new CentredBox(
            Array.ConvertAll(box.Lower.ToArray(), code => (double)(code - zeroPoint)), Array.ConvertAll(box.Upper.ToArray(), code => (double)(code - zeroPoint)));
    }
}
