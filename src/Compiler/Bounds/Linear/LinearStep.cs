namespace QMacVerify.Compiler.Bounds.Linear;

/// <summary>A node that a linear form is carried back through, from the codes that it computes to those that it reads.</summary>
internal abstract class LinearStep
{
    /// <summary>Position of the node in the graph.</summary>
    public required int NodeIndex { get; init; }

    /// <summary>Whether it moves codes as they are, which costs nothing and loses nothing.</summary>
    public virtual bool OnlyMoves => false;

    /// <summary>Replaces the coefficients of the node's result.</summary>
    /// <param name="forms">Get the coefficients of what the node reads.</param>
    /// <param name="block">The coefficients of the result; used up.</param>
    public abstract void Substitute(LinearForms forms, CoefficientBlock block);
}

/// <summary>A node that computes sums, and codes from them: first lines take the place of the codes, then the sums that of the lines.</summary>
internal abstract class RoundedStep : LinearStep
{
    /// <summary>Of the elements of the result.</summary>
    public required Relaxation Relaxation { get; init; }

    /// <summary>Of the result.</summary>
    public abstract TensorExtent Extent { get; }

    /// <summary>Products of a sum.</summary>
    protected abstract int Taps { get; }

    /// <summary>Of each channel what bounds a coefficient's share in a form: its sum in codes or as such, whichever is greater.</summary>
    protected abstract double[] Magnitudes { get; }

    public sealed override void Substitute(LinearForms forms, CoefficientBlock block)
    {
        LaneTotals totals = new();
        int ofRow = block.Area.Width * Extent.Channels;
        for (int row = block.Area.Top; row < block.Area.Bottom; row++)
        {
            int first = ((row * Extent.Width) + block.Area.Left) * Extent.Channels;
            LaneKernels.Relax(block.From(row, block.Area.Left, ofRow), Relaxation.Lower.Slice(first, ofRow), Relaxation.Upper.Slice(first, ofRow), Magnitudes, totals);
        }

        forms.AddConstants(totals.Constants);
        forms.AddSlacks(block.Count + Taps, totals);
        Distribute(forms, block);
    }

    /// <summary>Replaces coefficients of sums.</summary>
    public abstract void Distribute(LinearForms forms, CoefficientBlock sums);
}
