using System.Runtime.CompilerServices;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Hdl.Tests.Hdl;

/// <summary>Lets all Verilator builds of a test run share their object files: most of what a build compiles is Verilator's own run time.</summary>
/// <remarks>
/// Verilator's makefile puts the variable OBJCACHE before each call of the compiler, as for ccache. The key is the call and every
/// source in its folder; the headers of the installation stay the same for a run. The sandbox hides the cache: it is for sources of ours.
/// </remarks>
internal static class ObjectCache
{
    private const string Script = """
        folder=$(dirname "$0")
        object= source=
        for argument; do
          [ "$source" = -o ] && object=$argument
          source=$argument
        done
        case $source in
          */*) sources=$source ;;
          *) sources=$(ls *.cpp *.h) ;;
        esac
        entry=$folder/$( (printf '%s\n' "$@"; cat $sources) | sha256sum | cut -c1-64)
        until mkdir "$entry.lock" 2> /dev/null; do sleep 0.1; done
        trap 'rmdir "$entry.lock"' EXIT
        [ -f "$entry" ] || { "$@" && cp "$object" "$entry"; } || exit
        cp "$entry" "$object"
        """;

    private static readonly TemporaryFolder Folder = new();

    [ModuleInitializer]
    internal static void Start()
    {
        if (!OperatingSystem.IsWindows() && Tools.IsOnPath("sha256sum"))
        {
            Folder.WriteScript("object_cache.sh", Script);
            Environment.SetEnvironmentVariable("OBJCACHE", Folder.PathOf("object_cache.sh"));
            AppDomain.CurrentDomain.ProcessExit += (_, _) => Folder.Dispose();
        }
    }
}
