using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using QMacVerify.Generators.Emit;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests.Support;

/// <summary>The names that no name of a model may hide, found in the literals that emitters print.</summary>
public sealed partial class EmittedNamesTests
{
    [Fact]
    public void EmittedNames_LiteralsOfTheEmitters_AreTheSource()
    {
        string[] literals = [.. Literals()];
        string[] namespaces = [.. literals.SelectMany(literal => Using().Matches(literal)).Select(match => match.Groups[1].Value).Distinct()];
        HashSet<string> words = [.. literals.Where(literal => !Using().IsMatch(literal)).SelectMany(literal => Word().Matches(literal)).Select(match => match.Value)];
        SortedSet<string> expected = new(TypesAndNamespaces(namespaces).Where(words.Contains).Concat(MembersOfEveryRunner()), StringComparer.Ordinal);

        Snapshot.VerifyFile(Source(expected), RepositoryFiles.PathOf("src", "Generators", "Support", "EmittedNames.cs"));
    }

    /// <summary>All string literals of the assembly, and the parts of interpolated ones.</summary>
    private static IEnumerable<string> Literals()
    {
        using PEReader file = new(File.OpenRead(typeof(ModelEmitter).Assembly.Location));
        MetadataReader reader = file.GetMetadataReader();
        for (UserStringHandle handle = MetadataTokens.UserStringHandle(1); !handle.IsNil; handle = reader.GetNextHandle(handle))
        {
            yield return reader.GetUserString(handle);
        }
    }

    /// <summary>What a simple name can mean in emitted code that is no member of the class: types of the namespaces that it opens, and namespaces.</summary>
    private static IEnumerable<string> TypesAndNamespaces(string[] namespaces)
    {
        INamespaceSymbol global = GeneratedCode.Compilation("Names").GlobalNamespace;
        foreach (string name in namespaces)
        {
            INamespaceSymbol opened = name.Split('.').Aggregate(global, (parent, part) => parent.GetNamespaceMembers().Single(child => child.Name == part));
            foreach (INamedTypeSymbol type in opened.GetTypeMembers().Where(type => type.DeclaredAccessibility == Accessibility.Public))
            {
                yield return type.Name;

                // Attributes are written without their ending.
                yield return type.Name.EndsWith("Attribute", StringComparison.Ordinal) ? type.Name[..^"Attribute".Length] : type.Name;
            }
        }

        yield return "System";
    }

    private static IEnumerable<string> MembersOfEveryRunner() => new[] { TinyGraphs.Network(3), TinyGraphs.Stateful(3) }.SelectMany(network =>
    {
        Type type = GeneratedCode.Compile(ModelEmitter.Emit(Plans.Of(network), package: null).Files, "QMAC_CHECKED").GetType("Demo.Net", throwOnError: true)!;
        return type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(member => member is not MethodBase { IsSpecialName: true }).Select(member => member.Name);
    });

    private static string Source(SortedSet<string> names)
    {
        SourceWriter w = new();
        w.Line("namespace QMacVerify.Generators.Support;");
        w.Line();
        w.Documentation("summary", "Types that emitted code refers to by their simple names, and members that every runner has.");
        w.Documentation("remarks", "A class, a namespace or a method of such a name would hide the one that is meant. A test finds them in what emitters print, and writes this file.");
        using (w.Block($"public static class EmittedNames"))
        {
            w.Line("public static IReadOnlyList<string> All { get; } =");
            w.Line("[");
            foreach (string[] row in names.Chunk(6))
            {
                w.Line("    " + string.Join(", ", row.Select(SourceWriter.Literal)) + ",");
            }

            w.Line("];");
        }

        return w.ToString();
    }

    [GeneratedRegex(@"^using ([A-Za-z.]+);$")]
    private static partial Regex Using();

    /// <summary>A name that is not qualified.</summary>
    [GeneratedRegex(@"(?<![\w.])[A-Z]\w*")]
    private static partial Regex Word();
}
