using System.Reflection;
using System.Runtime.Loader;
using QMacVerify.Generators.Emit;
using QMacVerify.Generators.Planning;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.Build;

/// <summary>Compiles emitted source in this process, or takes the assembly from a cache of earlier builds, and loads it.</summary>
internal static class InMemoryCompiler
{
    /// <summary>Compiles a plan's runner.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="isChecked">Whether kernels compare their accumulators with sound bounds.</param>
    /// <param name="cancellation">Ends the compilation.</param>
    public static CompiledRunner Compile(ExecutionPlan plan, bool isChecked = false, CancellationToken cancellation = default) =>
        Compile([plan], isChecked, cancellation)[0];

    /// <summary>Compiles the runners of several plans, of different class names, into one assembly.</summary>
    public static IReadOnlyList<CompiledRunner> Compile(
        IReadOnlyList<ExecutionPlan> plans, bool isChecked = false, CancellationToken cancellation = default)
    {
        EmittedClass[] classes = [.. plans.Select(ModelEmitter.EmitClass)];
        Assembly assembly = Load(classes, cache: null, isChecked, cancellation);
        return [.. classes.Select(each => CompiledRunner.Of(assembly, each))];
    }

    /// <summary>Compiles a class, or finds it among earlier builds.</summary>
    /// <param name="source">What a plan was emitted as.</param>
    /// <param name="cache">Earlier builds; null compiles.</param>
    /// <param name="cancellation">Ends the compilation.</param>
    public static CompiledRunner Compile(EmittedClass source, BuildCache? cache, CancellationToken cancellation) =>
        CompiledRunner.Of(Load([source], cache, isChecked: false, cancellation), source);

    /// <summary>A class that the cache has; null where it would have to be compiled.</summary>
    public static CompiledRunner? Find(EmittedClass source, BuildCache? cache) =>
        cache?.Find(BuildKey.Of([source], isChecked: false)) is byte[] image ? CompiledRunner.Of(Load(source.FullName, image), source) : null;

    /// <summary>Compiles classes into one assembly and loads it.</summary>
    /// <param name="classes">The classes.</param>
    /// <param name="cache">Earlier builds; null compiles.</param>
    /// <param name="isChecked">Whether kernels compare their accumulators with sound bounds.</param>
    /// <param name="cancellation">Ends the compilation.</param>
    public static Assembly Load(IReadOnlyList<EmittedClass> classes, BuildCache? cache = null, bool isChecked = false, CancellationToken cancellation = default)
    {
        string name = classes[0].FullName;
        if (cache is null)
        {
            return Load(name, RoslynCompiler.Compile(name, classes, isChecked, cancellation));
        }

        string key = BuildKey.Of(classes, isChecked);
        if (cache.Find(key) is not byte[] image)
        {
            image = RoslynCompiler.Compile(name, classes, isChecked, cancellation);
            cache.Store(key, image);
        }

        return Load(name, image);
    }

    private static Assembly Load(string name, byte[] image) =>
        new AssemblyLoadContext(name, isCollectible: true).LoadFromStream(new MemoryStream(image));
}

/// <summary>A runner class that was compiled and loaded.</summary>
/// <param name="Type">The generated class.</param>
internal sealed record CompiledRunner(Type Type)
{
    /// <summary>The runner that a class of an assembly is.</summary>
    public static CompiledRunner Of(Assembly assembly, EmittedClass source) => new(assembly.GetType(source.FullName, throwOnError: true)!);

    /// <summary>An instance with its own activations.</summary>
    public IModelRunner Create() => (IModelRunner)Activator.CreateInstance(Type)!;
}
