using System.Runtime.CompilerServices;

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

    /// <summary>What bounds a coefficient's share in a form: the sum of a channel in codes or as such, whichever is greater.</summary>
    protected abstract double MagnitudeOf(int channel);

    public sealed override void Substitute(LinearForms forms, CoefficientBlock block)
    {
        for (int form = 0; form < forms.Count; form++)
        {
            Relax(forms, block, form);
        }

        Distribute(forms, block);
    }

    /// <summary>Replaces coefficients of sums.</summary>
    public abstract void Distribute(LinearForms forms, CoefficientBlock sums);

    /// <summary>Replaces coefficients of codes by those of sums: the greatest of a form is sought, so the sign of a coefficient says which line bounds it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Relax(LinearForms forms, CoefficientBlock block, int form)
    {
        Span<double> coefficients = block.Of(form);
        int channels = Extent.Channels;
        double constant = 0;
        double norm = 0;
        double magnitude = LinearForms.CodeMagnitude;
        for (int row = block.Area.Top; row < block.Area.Bottom; row++)
        {
            int first = ((row * Extent.Width) + block.Area.Left) * channels;
            Span<double> ofRow = coefficients.Slice(block.OffsetOf(row, block.Area.Left), block.Area.Width * channels);
            for (int i = 0; i < ofRow.Length; i++)
            {
                double coefficient = ofRow[i];
                if (coefficient == 0)
                {
                    continue;
                }

                Line line = coefficient > 0 ? Relaxation.Upper(first + i) : Relaxation.Lower(first + i);
                norm += Math.Abs(coefficient);
                constant += coefficient * line.Offset;
                ofRow[i] = coefficient * line.Slope;
                if (line.Slope != 0)
                {
                    magnitude = Math.Max(magnitude, MagnitudeOf((first + i) % channels));
                }
            }
        }

        forms.AddConstant(form, constant);
        forms.AddSlack(form, coefficients.Length + Taps, norm, magnitude);
    }
}
