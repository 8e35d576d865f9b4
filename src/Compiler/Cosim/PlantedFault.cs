namespace QMacVerify.Compiler.Cosim;

/// <summary>A fault that a run has on purpose, to see whether the bench finds it.</summary>
/// <param name="Layer">Whose memories are changed.</param>
/// <param name="Memory">What becomes of a memory of the layer, by the name of its file.</param>
/// <param name="Source">What becomes of a source of the engines or its table of products, likewise.</param>
internal sealed record PlantedFault(string Layer, Func<string, byte[], byte[]> Memory, Func<string, string, string> Source);
