using System.Security.Cryptography;
using System.Text;
using QMacVerify.Generators.Emit;

namespace QMacVerify.Compiler.Build;

/// <summary>Names a build by everything that it depends on.</summary>
internal static class BuildKey
{
    /// <summary>The .NET runtime, this program with the options that it compiles with, the runtime library, and the C# compiler, which is not loaded for it.</summary>
    private static readonly string Tools = string.Join(
        '\n',
        [
            Environment.Version.ToString(),
            .. ProgramModules.Ids,
            .. typeof(BuildKey).Assembly.GetReferencedAssemblies().Select(name => name.FullName).Order(StringComparer.Ordinal),
        ]);

    /// <summary>Lower-case hex SHA-256 of the tools, the sources, the parameters and whether the build is checked.</summary>
    public static string Of(IReadOnlyList<EmittedClass> classes, bool isChecked)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        AddText(Tools);
        AddText(isChecked ? "checked" : "");
        foreach (EmittedClass each in classes)
        {
            AddText(each.FullName);
            foreach (EmittedFile file in each.Files)
            {
                AddText(file.Name);
                AddText(file.Text);
            }

            Add(each.Parameters.Span);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void AddText(string text) => Add(Encoding.UTF8.GetBytes(text));

        // With its length, so that no two lists of parts make the same bytes.
        void Add(ReadOnlySpan<byte> bytes)
        {
            hash.AppendData(BitConverter.GetBytes((long)bytes.Length));
            hash.AppendData(bytes);
        }
    }
}
