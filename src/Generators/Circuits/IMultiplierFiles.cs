namespace QMacVerify.Generators.Circuits;

/// <summary>The files that specs may name in one place: on a command line those of the disk, in a project its <c>QMacOperator</c> items.</summary>
public interface IMultiplierFiles
{
    /// <summary>The multiplier of a file.</summary>
    /// <param name="spec">Names it.</param>
    /// <param name="error">Why there is none, when null is returned.</param>
    Multiplier? Find(MultiplierFileSpec spec, out string error);
}

/// <summary>Where no file can be named: in a package, which is complete without others.</summary>
public sealed class NoMultiplierFiles : IMultiplierFiles
{
    private NoMultiplierFiles()
    {
    }

    public static NoMultiplierFiles Instance { get; } = new();

    public Multiplier? Find(MultiplierFileSpec spec, out string error)
    {
        error = $"multiplier {Quote(spec.ToString())} is a file, and only built-in operators can be named here; expected {OperatorSpec.List(OperatorSpec.Multipliers)}";
        return null;
    }
}
