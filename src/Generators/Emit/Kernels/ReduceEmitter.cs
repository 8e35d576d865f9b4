using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Planning;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints a reduction: loops over the axes that stay, and inside them over those that do not.</summary>
internal sealed class ReduceEmitter : KernelEmitter<OperationKernel>
{
    protected override void EmitDocumentation(OperationKernel kernel, SourceWriter w)
    {
        Reduce reduce = (Reduce)kernel.Node;
        EmitSummary(kernel, $"{((reduce as INamedFunction)?.Function ?? reduce.Op)} along axes {reduce.Axes}", w);
    }

    protected override void EmitBody(OperationKernel kernel, SourceWriter w)
    {
        Reduce reduce = (Reduce)kernel.Node;
        TensorInfo input = kernel.Inputs[0];
        if (kernel.Vectors is ChannelsForm form)
        {
            EmitVectors(kernel, form, w);
            return;
        }

        if (kernel.Vectors is RowForm)
        {
            EmitRows(kernel, w);
            return;
        }

        w.Line("int outputIndex = 0;");
        int[] kept = [.. Enumerable.Range(0, input.Shape.Count).Where(axis => !reduce.Axes.Contains(axis))];
        EmitLoops(input, kept, 0, w, outer =>
        {
            w.Line($"int acc = {Start(reduce, input)};");
            EmitLoops(input, [.. reduce.Axes], outer, w, position => w.Line(Accumulate(reduce, $"input[{position}]")));
            w.Line();
            w.Line($"output[outputIndex++] = {Result(reduce, kernel.Output)};");
        });
    }

    /// <summary>The same with sixteen channels, which stay, at once.</summary>
    private static void EmitVectors(OperationKernel kernel, ChannelsForm form, SourceWriter w)
    {
        Reduce reduce = (Reduce)kernel.Node;
        TensorInfo input = kernel.Inputs[0];
        int last = input.Shape.Count - 1;
        w.Line("ref sbyte source = ref MemoryMarshal.GetReference(input);");
        w.Line("ref sbyte result = ref MemoryMarshal.GetReference(output);");
        if (reduce is ReduceSum scaled)
        {
            RequantizerText.EmitConstants(form.Requantizer!, new Rescale(scaled.Kind, scaled.Multiplier), "", w);
        }

        if (reduce is XnnpackReduceSum real)
        {
            w.Line($"Vector256<float> factor = Vector256.Create({Real(real.FactorBits)});");
            w.Line($"Vector256<float> constant = Vector256.Create({Real(real.ConstantBits)});");
        }

        w.Line("int outputIndex = 0;");
        EmitLoops(input, [.. Enumerable.Range(0, last).Where(axis => !reduce.Axes.Contains(axis))], 0, w, outer =>
        {
            BlockLoop.Emit("channel", input.Shape[last], VectorForm.Codes, "channels", "codes", w, channel =>
            {
                LaneAccumulator lanes = reduce switch
                {
                    ReduceSum => new SumLanes(form.IsNarrow, -(long)input.ZeroPoint * reduce.CountOf(input)),
                    XnnpackReduceSum => new SumLanes(form.IsNarrow),
                    _ => new ExtremumLanes(reduce is ReduceMax),
                };
                lanes.EmitStart(w);
                EmitLoops(input, [.. reduce.Axes], outer + channel, w, position => lanes.Emit(position, w));
                w.Line();
                (lanes as SumLanes)?.EmitEnd(w);
                string codes = reduce switch
                {
                    ReduceSum sum => RequantizerText.Codes(form.Requantizer!, sum.Kind, ("acc0", ""), ("acc1", ""), ZeroPointAndClamp(kernel.Output, ClampRange.Full)),
                    XnnpackReduceSum => RealCodes(ScaledSum("acc0"), ScaledSum("acc1"), codeOffset: 0, ClampRange.Full),
                    _ => "acc",
                };
                w.Line($"{codes}.StoreUnsafe(ref result, (nuint)({"outputIndex" + channel}));");
            });
            w.Line($"outputIndex += {input.Shape[last]};");
        });

        static string ScaledSum(string acc) => $"(Vector256.ConvertToSingle({acc}) * factor) + constant";
    }

    /// <summary>The same with sixteen codes of the last axis, which does not stay, at once.</summary>
    private static void EmitRows(OperationKernel kernel, SourceWriter w)
    {
        Reduce reduce = (Reduce)kernel.Node;
        TensorInfo input = kernel.Inputs[0];
        int last = input.Shape.Count - 1;
        int length = input.Shape[last];
        int rest = length % VectorForm.Codes;
        w.Line("ref sbyte source = ref MemoryMarshal.GetReference(input);");
        if (reduce is ReduceSum && rest > 0)
        {
            w.Comment($"The last vector ends with the row; what it shares with the one before is added once.");
            w.Line($"Vector128<sbyte> others = Vector128.Create((sbyte){string.Join(", ", Enumerable.Range(0, VectorForm.Codes).Select(lane => lane < VectorForm.Codes - rest ? "0" : "-1"))});");
        }

        w.Line("int outputIndex = 0;");
        EmitLoops(input, [.. Enumerable.Range(0, last).Where(axis => !reduce.Axes.Contains(axis))], 0, w, outer =>
        {
            LaneAccumulator lanes = reduce is ReduceSum ? new SumLanes(isNarrow: true) : new ExtremumLanes(reduce is ReduceMax);
            lanes.EmitStart(w);
            EmitLoops(input, [.. reduce.Axes.Where(axis => axis != last)], outer, w, row =>
            {
                BlockLoop.Emit("code", length - rest, VectorForm.Codes, "row", "codes", w, code => lanes.Emit(row + code, w));
                IndexExpression end = row + (length - VectorForm.Codes);
                if (rest > 0 && reduce is ReduceSum)
                {
                    SumLanes.EmitNarrow(end, "others", w);
                }
                else if (rest > 0)
                {
                    lanes.Emit(end, w);
                }
            });
            w.Line();
            if (reduce is ReduceSum)
            {
                w.Line($"int acc = {Start(reduce, input)} + Vector256.Sum(Vector256.WidenLower(sums) + Vector256.WidenUpper(sums));");
            }

            w.Line($"output[outputIndex++] = {(reduce is ReduceSum ? Result(reduce, kernel.Output) : reduce is ReduceMax ? "VectorMath.Greatest(acc)" : "VectorMath.Least(acc)")};");
        });
    }

    private static string Start(Reduce reduce, TensorInfo input) => reduce switch
    {
        ReduceMax => "sbyte.MinValue",
        ReduceMin => "sbyte.MaxValue",
        XnnpackReduceSum => "0",
        _ => Invariant($"{-input.ZeroPoint * reduce.CountOf(input)}"),
    };

    private static string Accumulate(Reduce reduce, string code) => reduce switch
    {
        ReduceMax => $"acc = Math.Max(acc, {code});",
        ReduceMin => $"acc = Math.Min(acc, {code});",
        _ => $"acc += {code};",
    };

    private static string Result(Reduce reduce, TensorInfo output) => reduce switch
    {
        ReduceSum sum => Requantize("acc", new Rescale(sum.Kind, sum.Multiplier), output, ClampRange.Full),
        ReduceTotal => "acc",
        XnnpackReduceSum sum => $"XnnpackArithmetic.Reduce(acc, {Real(sum.FactorBits)}, {Real(sum.ConstantBits)})",
        _ => "(sbyte)acc",
    };

    /// <summary>Prints a loop for each of the axes, and what is inside them all.</summary>
    private static void EmitLoops(TensorInfo input, int[] axes, IndexExpression position, SourceWriter w, Action<IndexExpression> emitBody)
    {
        if (axes.Length == 0)
        {
            emitBody(position);
            return;
        }

        int axis = axes[0];
        int stride = input.Shape.Skip(axis + 1).Aggregate(1, (product, extent) => product * extent);
        using (w.Loop(Invariant($"i{axis}"), input.Shape[axis], out IndexExpression index))
        {
            EmitLoops(input, [.. axes.Skip(1)], position + (index * stride), w, emitBody);
        }
    }
}
