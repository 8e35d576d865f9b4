namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>A walk over the taps of a block in groups, over one or several copies of the image.</summary>
/// <param name="Element">C# type of activations and weights.</param>
/// <param name="Image">Variable that refers to the first copy.</param>
/// <param name="Weights">Variable that refers to the packed weights.</param>
/// <param name="X">Variable that moves along the activations.</param>
/// <param name="Weight">Variable that moves along the weights.</param>
/// <param name="Planes">Copies.</param>
/// <param name="Group">Taps of a step.</param>
internal sealed record TapWalk(string Element, string Image, string Weights, string X, string Weight, int Planes, int Group)
{
    /// <summary>Over copies in int16.</summary>
    public static TapWalk Wide(int planes) => new("short", "image", "weights", "x", "weight", planes, 2);
}
