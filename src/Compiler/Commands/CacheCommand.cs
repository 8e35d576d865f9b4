using System.CommandLine;
using QMacVerify.Compiler.Build;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Commands;

/// <summary><c>qmac cache</c>: the builds that are kept for the next run.</summary>
internal static class CacheCommand
{
    public static Command Create()
    {
        Option<bool> clear = new("--clear") { Description = "Remove all builds." };
        Option<bool> json = CommonOptions.Json();
        VerbCommand command = new(
            "cache",
            $"Show or clear the compiled models that are kept for the next run; {BuildCache.Variable} names another folder, or is off.",
            "qmac cache --clear",
            reportsCache: true)
        { clear, json };
        command.SetRun((options, console, _) =>
        {
            Print(console, options.GetValue(json), options.GetValue(clear), BuildCache.OfUser());
            return ExitCodes.Done;
        });
        return command;
    }

    private static void Print(TextWriter console, bool asJson, bool clears, BuildCache? cache)
    {
        CacheContents removed = clears && cache is not null ? cache.Clear() : default;
        CacheContents contents = cache?.Contents() ?? default;
        string? problem = cache is null ? "it is switched off, or there is no home folder" : cache.Problem();
        if (asJson)
        {
            console.Write(ToJson(cache, problem, contents, removed));
            return;
        }

        string name = cache is null ? "no cache" : Text.Escape(cache.Folder);
        if (clears)
        {
            console.WriteLine($"{name}: removed {Describe(removed)}");
        }

        console.WriteLine(cache is null ? $"{name}: {problem}" : Invariant($"{name}: {Describe(contents)} of {cache.Limit >> 20} MiB"));
        if (cache is not null && problem is not null)
        {
            console.WriteLine($"not used: {problem}");
        }
    }

    private static string ToJson(BuildCache? cache, string? problem, CacheContents contents, CacheContents removed)
    {
        JsonWriter json = new();
        using (json.Object())
        {
            json.Member("schema", "qmac.cache/1");
            if (cache is null)
            {
                json.Null("folder");
            }
            else
            {
                json.Member("folder", cache.Folder);
                json.Member("limit_bytes", cache.Limit);
            }

            json.Member("builds", contents.Builds);
            json.Member("bytes", contents.Bytes);
            json.Member("removed_builds", removed.Builds);
            json.Member("removed_bytes", removed.Bytes);
            if (problem is not null)
            {
                json.Member("problem", problem);
            }
        }

        return json.ToString();
    }

    private static string Describe(CacheContents contents) =>
        Invariant($"{contents.Builds} {(contents.Builds == 1 ? "build" : "builds")}, {contents.Bytes / (double)(1 << 20):0.0} MiB");
}
