namespace QMacVerify.Compiler.Import.Tflite;

/// <summary>A field of a table in a FlatBuffers file.</summary>
/// <param name="Id">Its position in the schema's table; a union takes two.</param>
/// <param name="What">What messages call it.</param>
/// <param name="Default">What the schema reads where an integer is absent.</param>
internal sealed record Field(int Id, string What, int Default = 0);
