using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Circuits.Forms;
using QMacVerify.Generators.Emit.Kernels;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Reading;

namespace QMacVerify.Generators.Emit;

/// <summary>A plan to the source of a runner: a class with its kernels and a method that runs them in order.</summary>
public static class ModelEmitter
{
    /// <summary>Version in the header of generated files: that of this assembly.</summary>
    public static string ToolVersion { get; } = typeof(ModelEmitter).Assembly.GetName().Version.ToString(3);

    /// <summary>The class with its kernels, and its parameters apart, since nobody wants to scroll past a megabyte of weights.</summary>
    /// <param name="plan">What to print.</param>
    /// <param name="package">What the header names; null for a network that comes from no package, whose code nobody keeps.</param>
    public static EmittedFiles Emit(ExecutionPlan plan, PackageIdentity? package)
    {
        SourceWriter w = new();
        EmitParameters(plan, package, new TextParameterWriter(w), w);
        return new EmittedFiles(plan.ClassName, Support.EquatableArray.Of(
            new EmittedFile($"{plan.ClassName}.g.cs", EmitRunner(plan, package)),
            new EmittedFile($"{plan.ClassName}.Parameters.g.cs", w.ToString())));
    }

    /// <summary>The same class for an assembly that is built in this process: its parameters are a resource.</summary>
    public static EmittedClass EmitClass(ExecutionPlan plan)
    {
        SourceWriter w = new();
        ResourceParameterWriter parameters = new(w, plan.ClassName);
        EmitParameters(plan, package: null, parameters, w);
        return new EmittedClass(
            $"{plan.Namespace}.{plan.ClassName}",
            Support.EquatableArray.Of(
                new EmittedFile($"{plan.ClassName}.g.cs", EmitRunner(plan, package: null)),
                new EmittedFile($"{plan.ClassName}.Parameters.g.cs", w.ToString())),
            parameters.Data);
    }

    /// <summary>A kernel as it stands in the class.</summary>
    public static string EmitKernel(Kernel kernel)
    {
        SourceWriter w = new();
        KernelEmitters.For(kernel)?.Emit(kernel, w);
        return w.ToString();
    }

    private static string EmitRunner(ExecutionPlan plan, PackageIdentity? package)
    {
        SourceWriter w = new();
        EmitHeader(plan, package, w);
        w.Line("using System;");
        w.Line("using System.CodeDom.Compiler;");
        w.Line("using System.Collections.Generic;");
        w.Line("using System.Runtime.CompilerServices;");
        w.Line("using System.Runtime.InteropServices;");
        bool usesVectors = plan.Methods.Any(kernel => kernel.UsesVectors);
        if (usesVectors)
        {
            w.Line("using System.Runtime.Intrinsics;");
        }

        w.Line("using QMacVerify.Runtime;");
        w.Line("using QMacVerify.Runtime.Running;");
        if (usesVectors)
        {
            w.Line("using QMacVerify.Runtime.Vectors;");
        }

        w.Line();
        w.Line($"namespace {plan.Namespace};");
        w.Line();
        w.Documentation(
            "summary",
            $"{SourceWriter.EscapeDocumentation(plan.Graph.Name)}, compiled with {plan.Operators.Default}{(plan.Operators.Layers.Count == 0 ? "" : " unless a kernel says otherwise")}.");
        w.Documentation(
            "remarks",
            [
                "Bit for bit what the quantized model defines on these circuits. An instance holds the activations of one run:",
                "use one instance per thread.",
                .. plan.Multipliers.Select(multiplier => $"Multiplier {multiplier.Spec}: sha256 of its 65,536 products {ProductForms.Of(multiplier).Sha256}."),
            ]);
        w.Line($"[GeneratedCode(\"qmac\", \"{ToolVersion}\")]");
        using (w.Block($"public sealed partial class {plan.ClassName} : IModelRunner"))
        {
            ArenaEmitter.Emit(plan, w);
            w.Line();
            RowTeamEmitter.Emit(plan, w);
            StateEmitter.EmitMembers(plan, w);
            EmitDescriptions("Inputs", plan.Graph, plan.Graph.Inputs, w);
            EmitDescriptions("Outputs", plan.Graph, plan.Graph.Outputs, w);
            if (plan.ProductKernels.Any())
            {
                w.Line("#if QMAC_CHECKED");
                w.Line("/// <summary>Sound bounds that every accumulator is compared with; null compares nothing.</summary>");
                w.Line("public static AccumulatorCheck? AccumulatorBounds { get; set; }");
                w.Line("#endif");
                w.Line();
            }

            RunEmitter.Emit(plan, w);
            foreach (Kernel kernel in plan.Methods)
            {
                if (KernelEmitters.For(kernel) is KernelEmitter emitter)
                {
                    w.Line();
                    emitter.Emit(kernel, w);
                }
            }
        }

        return w.ToString();
    }

    private static void EmitParameters(ExecutionPlan plan, PackageIdentity? package, ParameterWriter parameters, SourceWriter w)
    {
        EmitHeader(plan, package, w);
        w.Line("using System;");
        w.Line("using QMacVerify.Runtime;");
        w.Line();
        w.Line($"namespace {plan.Namespace};");
        w.Line();
        using (w.Block($"public sealed partial class {plan.ClassName}"))
        {
            if (plan.InitialState.Count > 0)
            {
                parameters.InitialState(plan.InitialState.AsSpan());
            }

            foreach (InputCodesBox box in plan.HeldCodes)
            {
                parameters.HeldCodes(box);
            }

            foreach (TableMultiplier table in plan.Multipliers.OfType<TableMultiplier>())
            {
                parameters.Products(table);
            }

            foreach (ProductColumns columns in ProductColumns.Of(plan))
            {
                parameters.Columns(columns);
            }

            foreach (Kernel kernel in plan.Methods)
            {
                parameters.Constants(kernel);
            }
        }
    }

    private static void EmitHeader(ExecutionPlan plan, PackageIdentity? package, SourceWriter w)
    {
        string hashes = package is null ? "" : $" sha256 {package.GraphSha256}, quant spec sha256 {package.QuantSpecSha256}";
        w.Line($"// <auto-generated>qmac {ToolVersion}, graph {SourceWriter.EscapeComment(plan.Graph.Name)}{hashes}</auto-generated>");
        w.Line("#nullable enable");
    }

    private static void EmitDescriptions(string member, QuantizedGraph graph, IEnumerable<int> tensors, SourceWriter w)
    {
        w.Line("/// <inheritdoc/>");
        w.Line($"public IReadOnlyList<TensorDescription> {member} {{ get; }} =");
        w.Line("[");
        foreach (int index in tensors)
        {
            TensorInfo tensor = graph.Tensor(index);
            w.Line($"    new({SourceWriter.Literal(tensor.Name)}, ElementType.{tensor.ModelType}, new int[] {{ {string.Join(", ", tensor.Shape)} }}, Scale: {SourceWriter.Real(tensor.ScaleBits)}, ZeroPoint: {tensor.ModelZeroPoint}),");
        }

        w.Line("];");
        w.Line();
    }
}
