using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Circuits;

/// <summary>A multiplier as it is named, parsed: a built-in one, or a file. Parsed once, whoever named it; resolved where files can be found.</summary>
public abstract record MultiplierSpec
{
    /// <summary>Reads the text of a spec.</summary>
    /// <param name="text">The text.</param>
    /// <param name="error">What was expected, when null is returned.</param>
    public static MultiplierSpec? Parse(string text, out string error)
    {
        foreach (string kind in (string[])[MultiplierFileSpec.Table, MultiplierFileSpec.Verilog])
        {
            if (text.StartsWith(kind + ":", StringComparison.Ordinal))
            {
                string[] parts = text.Substring(kind.Length + 1).Split(',');
                error = parts[0].Length == 0 ? $"operator {Quote(text)} names no file; expected {kind}:FILE" : "";
                return error.Length > 0 ? null : new MultiplierFileSpec(kind, parts[0], parts.Skip(1).ToEquatableArray());
            }
        }

        return OperatorSpec.ParseMultiplier(text, out error) is Multiplier multiplier ? new BuiltInMultiplierSpec(multiplier) : null;
    }

    /// <summary>The multiplier that is named.</summary>
    /// <param name="files">Finds files.</param>
    /// <param name="error">Why there is none, when null is returned.</param>
    public abstract Multiplier? Resolve(IMultiplierFiles files, out string error);
}

/// <summary>Names a built-in multiplier.</summary>
public sealed record BuiltInMultiplierSpec(Multiplier Multiplier) : MultiplierSpec
{
    public override Multiplier? Resolve(IMultiplierFiles files, out string error)
    {
        error = "";
        return Multiplier;
    }

    public override string ToString() => Multiplier.Spec;
}

/// <summary>Names a multiplier by a file of its products, or of its circuit.</summary>
/// <param name="Kind"><see cref="Table"/> or <see cref="Verilog"/>.</param>
/// <param name="Path">As the user wrote it.</param>
/// <param name="Options">What follows, each <c>flag</c> or <c>key=value</c>; what there is depends on the kind.</param>
public sealed record MultiplierFileSpec(string Kind, string Path, EquatableArray<string> Options) : MultiplierSpec
{
    public const string Table = "table";
    public const string Verilog = "verilog";

    /// <summary>Whether the file is text that <c>qmac op export</c> wrote, which needs no options.</summary>
    public bool IsExported => Kind == Table && Path.EndsWith(OperatorFile.Extension, StringComparison.Ordinal);

    public override Multiplier? Resolve(IMultiplierFiles files, out string error) => files.Find(this, out error);

    public override string ToString() => string.Join(",", Options.Prepend($"{Kind}:{Path}"));
}
