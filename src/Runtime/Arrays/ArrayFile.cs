namespace QMacVerify.Runtime.Arrays;

/// <summary>Opens a file of arrays, or says in one line why there is none: what the system says of a folder is that access is denied.</summary>
internal static class ArrayFile
{
    /// <exception cref="InputException">There is no such file.</exception>
    public static FileStream Open(string path) =>
        File.Exists(path) ? File.OpenRead(path)
        : throw new InputException(Directory.Exists(path) ? $"\"{path}\" is a folder, expected a .npy or .npz file" : $"There is no file \"{path}\"");
}
