namespace QMacVerify.Checker.Certificate;

/// <summary>What a user gives of a region, as the certificate holds its hash alone.</summary>
/// <param name="Samples">Codes of each input in the model's order: one sample is the centre of a ball or picture, all of them are the data set. Null where none are given.</param>
/// <param name="Box">Lower and upper codes of each input in the model's order; null where no box is given.</param>
public sealed record RegionGiven(IEnumerable<IReadOnlyList<sbyte[]>>? Samples = null, IReadOnlyList<(sbyte[] Low, sbyte[] High)>? Box = null);
