using QMacVerify.Compiler.Data;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Reading;

namespace QMacVerify.Compiler.Evaluation;

/// <summary>An evaluation and what it is of: everything that its files say.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Package">Which package.</param>
/// <param name="Operators">The operators of each layer.</param>
/// <param name="IsExact">Whether they are all exact: then nothing is compared.</param>
/// <param name="Data">Which samples.</param>
/// <param name="ClassNames">Names of the classes; those beyond the list have their number.</param>
/// <param name="Steps">Samples in a row that carried the state of the model from one to the next.</param>
/// <param name="Result">The figures.</param>
internal sealed record EvaluationRecord(
    string Model, PackageIdentity Package, OperatorRecord Operators, bool IsExact, DataIdentity Data, IReadOnlyList<string> ClassNames, int Steps, EvaluationResult Result)
{
    public const string Schema = "qmac.evaluation/1";

    /// <summary>Name of a class: its own, else its number.</summary>
    public string NameOf(int label) => label < ClassNames.Count ? ClassNames[label] : Generators.Support.Text.Invariant($"{label}");
}
