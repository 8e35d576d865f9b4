using QMacVerify.Checker.Arithmetic;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Checker;

/// <summary>Compares what is stated with what is derived, and collects what does not hold.</summary>
/// <remarks>
/// Less than what is derived is unsound. More is sound, and refused only where the derived interval is attained: then
/// the method that the file names gives no other, so the file was made by something else. Elsewhere it is counted.
/// </remarks>
/// <param name="canBeWider">Whether nothing is refused for being wider: what goes around through states may be widened until it stays.</param>
internal sealed class Findings(bool canBeWider)
{
    private readonly List<string> _reasons = [];
    private readonly List<string> _notes = [];
    private int _wider;

    public IReadOnlyList<string> Reasons => _reasons;

    public IReadOnlyList<string> Notes => _wider == 0 ? _notes
        : [.. _notes, Invariant($"{_wider} statements are wider than what is derived: sound, and nothing says that they could not be")];

    public void Refuse(string reason) => _reasons.Add(reason);

    public void Note(string note) => _notes.Add(note);

    /// <summary>A statement that has one right form.</summary>
    public void Same<T>(string where, string what, T stated, T derived)
    {
        if (!Equals(stated, derived))
        {
            Refuse(Invariant($"{where}: {what} {Form(stated)} is stated, {Form(derived)} is right"));
        }
    }

    /// <summary>An interval that must hold what is derived.</summary>
    public void Holds(string where, string what, Ends stated, Ends derived, bool isOptimal) =>
        AtLeast(where, what, stated, derived, isWeaker: stated.Holds(derived), isOptimal);

    /// <summary>Every code of the inputs, and what is stated of them.</summary>
    public void HoldsHull(Ends stated, IEnumerable<CodeBox> boxes) =>
        Holds("region", "hull", stated, boxes.Aggregate(Ends.None, (hull, box) => hull.Join(box.Hull)), isOptimal: true);

    /// <summary>A statement that must promise no more than what is derived.</summary>
    /// <param name="where">Of what.</param>
    /// <param name="what">Which statement.</param>
    /// <param name="stated">What is stated.</param>
    /// <param name="derived">What is derived.</param>
    /// <param name="isWeaker">Whether the stated one follows from the derived one.</param>
    /// <param name="isOptimal">Whether the derived one is the strongest that is true.</param>
    public void AtLeast<T>(string where, string what, T stated, T derived, bool isWeaker, bool isOptimal)
    {
        if (Equals(stated, derived))
        {
            return;
        }

        if (!isWeaker)
        {
            Refuse(Invariant($"{where}: {what} {Form(stated)} is stated, {Form(derived)} is derived: unsound"));
        }
        else if (isOptimal && !canBeWider)
        {
            Refuse(Invariant($"{where}: {what} {Form(stated)} is stated, {Form(derived)} is attained: not what the method gives"));
        }
        else
        {
            _wider++;
        }
    }

    /// <summary>The box of a tensor, which must hold what is derived: one line for all its elements.</summary>
    public void Holds(string where, CodeBox stated, CodeBox derived, bool isOptimal)
    {
        Findings elements = new(canBeWider);
        for (int i = 0; i < stated.Count; i++)
        {
            elements.Holds(where, Invariant($"element {i}"), stated[i], derived[i], isOptimal);
        }

        if (elements.Reasons.Count > 0)
        {
            Refuse(elements.Reasons[0] + (elements.Reasons.Count == 1 ? "" : Invariant($", and {elements.Reasons.Count - 1} elements more")));
        }

        _wider += elements._wider;
    }

    private static string Form<T>(T value) => value is string text ? Quote(text) : Invariant($"{value}");
}
