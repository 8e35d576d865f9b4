namespace QMacVerify.Runtime;

/// <summary>Opens files of users, or says in one line why there is none: what the system says of a folder is that access is denied.</summary>
internal static class InputFile
{
    /// <summary>Opens a file of arrays.</summary>
    /// <exception cref="InputException">There is no such file.</exception>
    public static FileStream OpenArrays(string path) => Open(path, $"\"{path}\"", "a .npy or .npz file");

    /// <param name="path">The file.</param>
    /// <param name="shown">The path as it stands in a message.</param>
    /// <param name="expected">What should be there, for the message about a folder.</param>
    /// <exception cref="InputException">There is no such file.</exception>
    public static FileStream Open(string path, string shown, string expected) =>
        File.Exists(path) ? File.OpenRead(path)
        : throw new InputException(Directory.Exists(path) ? $"{shown} is a folder, expected {expected}" : $"There is no file {shown}");
}
