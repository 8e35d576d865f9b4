using System.Text.Json;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Reference;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Runtime.Tests.Reference;

/// <summary>Published operator cases whose outputs TensorFlow Lite computed, with multipliers and shifts given.</summary>
public class OperatorCaseTests
{
    private const string Folder = "cmsis_nn_op_cases";

    [SkippableTheory]
    [InlineData("basic")]
    [InlineData("conv_1_x_n_1")]
    [InlineData("conv_1_x_n_4")]
    [InlineData("conv_1_x_n_6_generic")]
    [InlineData("conv_1_x_n_8")]
    [InlineData("conv_2x2_dilation")]
    [InlineData("conv_2x2_dilation_5x5_input")]
    [InlineData("conv_3")]
    [InlineData("conv_3x2_dilation")]
    [InlineData("conv_3x3_dilation_5x5_input")]
    [InlineData("conv_4")]
    [InlineData("conv_dilation_golden")]
    [InlineData("conv_out_activation")]
    [InlineData("grouped_conv")]
    [InlineData("grouped_conv_3")]
    [InlineData("grouped_conv_4")]
    [InlineData("kernel1x1")]
    [InlineData("kernel1x1_stride_x_y_2")]
    public void Conv2D_Case_GivesTheStoredOutput(string name)
    {
        OperatorCase test = OperatorCase.Read(name);
        ReferenceWindow window = test.ConvolutionWindow();
        int outChannels = test["OUT_CH"];
        int groups = test["IN_CH"] / test.ValueOr("FILTER_CH", test["IN_CH"]);
        int[] accumulators = new int[window.OutputPositions * outChannels];
        Conv2DReference.Accumulate(
            window, outChannels, groups, test.Arithmetic(), test.Int8("input"), test.Int8("weights"), test.Int32("biases"), accumulators);
        test.VerifyRequantized(accumulators, outChannels);
    }

    [SkippableTheory]
    [InlineData("depthwise_2")]
    [InlineData("depthwise_kernel_3x3")]
    [InlineData("depthwise_mult_batches")]
    [InlineData("depthwise_null_bias_1")]
    [InlineData("depthwise_out_activation")]
    [InlineData("depthwise_sub_block")]
    [InlineData("depthwise_x_stride")]
    [InlineData("in_ch_one_out_ch_larger_one")]
    public void DepthwiseConv2D_Case_GivesTheStoredOutput(string name)
    {
        OperatorCase test = OperatorCase.Read(name);
        ReferenceWindow window = test.ConvolutionWindow();
        int[] accumulators = new int[window.OutputPositions * test["OUT_CH"]];
        DepthwiseConv2DReference.Accumulate(
            window, test["CH_MULT"], test.Arithmetic(), test.Int8("input"), test.Int8("weights"), test.Int32("biases"), accumulators);
        test.VerifyRequantized(accumulators, test["OUT_CH"]);
    }

    [SkippableTheory]
    [InlineData("fully_connected")]
    [InlineData("fully_connected_mve_1")]
    [InlineData("fully_connected_null_bias_0")]
    [InlineData("fully_connected_w_zp")]
    public void FullyConnected_Case_GivesTheStoredOutput(string name)
    {
        OperatorCase test = OperatorCase.Read(name);
        int[] accumulators = new int[test["INPUT_BATCHES"] * test["OUT_CH"]];
        FullyConnectedReference.Accumulate(
            test["INPUT_BATCHES"],
            test["ACCUMULATION_DEPTH"],
            test["OUT_CH"],
            test.Arithmetic(),
            test.Int8("input"),
            test.Int8("weights"),
            test.Int32("biases"),
            accumulators);
        sbyte[] output = new sbyte[accumulators.Length];
        new ReferenceRequantization(
            [Rescaler.TfliteDouble(test["OUTPUT_MULTIPLIER"], test["OUTPUT_SHIFT"])],
            test["OUTPUT_OFFSET"],
            test["OUT_ACTIVATION_MIN"],
            test["OUT_ACTIVATION_MAX"]).Requantize(accumulators, test["OUT_CH"], output);
        Assert.Equal(test.Int8("output_ref"), output);
    }

    [SkippableTheory]
    [InlineData("avgpooling")]
    [InlineData("avgpooling_3")]
    [InlineData("avgpooling_4")]
    [InlineData("avgpooling_5")]
    public void AveragePool2D_Case_GivesTheStoredOutput(string name)
    {
        OperatorCase test = OperatorCase.Read(name);
        sbyte[] output = new sbyte[test.Int8("output").Length];
        AveragePool2DReference.Run(test.PoolWindow(), test["ACTIVATION_MIN"], test["ACTIVATION_MAX"], test.Int8("input_tensor"), output);
        Assert.Equal(test.Int8("output"), output);
    }

    [SkippableTheory]
    [InlineData("maxpooling")]
    [InlineData("maxpooling_2")]
    [InlineData("maxpooling_5")]
    [InlineData("maxpooling_6")]
    [InlineData("maxpooling_7")]
    public void MaxPool2D_Case_GivesTheStoredOutput(string name)
    {
        OperatorCase test = OperatorCase.Read(name);
        sbyte[] output = new sbyte[test.Int8("output").Length];
        MaxPool2DReference.Run(test.PoolWindow(), test["ACTIVATION_MIN"], test["ACTIVATION_MAX"], test.Int8("input_tensor"), output);
        Assert.Equal(test.Int8("output"), output);
    }

    [SkippableFact]
    public void Add_Case_GivesTheStoredOutput()
    {
        OperatorCase test = OperatorCase.Read("add");
        int count = test["DST_SIZE"];
        sbyte[] output = new sbyte[count];
        AddReference.Run(
            [count],
            test.Int8("input1"),
            new AddOperand(-test["INPUT1_OFFSET"], Rescaler.TfliteDouble(test["INPUT1_MULT"], test["INPUT1_SHIFT"])),
            [count],
            test.Int8("input2"),
            new AddOperand(-test["INPUT2_OFFSET"], Rescaler.TfliteDouble(test["INPUT2_MULT"], test["INPUT2_SHIFT"])),
            new AddResult(test["OUTPUT_OFFSET"], Rescaler.TfliteDouble(test["OUTPUT_MULT"], test["OUTPUT_SHIFT"]), test["OUT_ACTIVATION_MIN"], test["OUT_ACTIVATION_MAX"]),
            output);
        Assert.Equal(test.Int8("output_ref"), output);
    }

    [SkippableFact]
    public void Softmax_Case_GivesTheStoredOutput()
    {
        OperatorCase test = OperatorCase.Read("softmax");
        sbyte[] output = new sbyte[test["DST_SIZE"]];
        SoftmaxReference.Run(
            test["ROW_SIZE"], Rescaler.TfliteDouble(test["INPUT_MULT"], test["INPUT_LEFT_SHIFT"]), test["DIFF_MIN"], test.Int8("input"), output);
        Assert.Equal(test.Int8("output_ref"), output);
    }

    // A whole network of nine convolutions, a pool, a fully connected layer and a softmax.
    [SkippableFact]
    public void DsCnn_AllLayersInTurn_GivesTheStoredOutput()
    {
        OperatorCase test = OperatorCase.Read("ds_cnn_s");
        sbyte[] activations = test.Int8("input");
        for (int layer = 1; layer <= 9; layer++)
        {
            bool isDepthwise = layer % 2 == 0;
            string key = $"{(isDepthwise ? "DEPTHWISE_CONV_2D" : "CONV_2D")}_{layer}_";
            string arrays = $"layer_{layer}_{(isDepthwise ? "depthwise_conv_2d" : "conv_2d")}_";
            ReferenceWindow window = test.ConvolutionWindow(key);
            MacArithmetic arithmetic = test.Arithmetic(key);
            int outChannels = test[$"{key}OUT_CH"];
            int[] accumulators = new int[window.OutputPositions * outChannels];
            if (isDepthwise)
            {
                DepthwiseConv2DReference.Accumulate(
                    window, 1, arithmetic, activations, test.Int8($"{arrays}weights"), test.Int32($"{arrays}bias"), accumulators);
            }
            else
            {
                Conv2DReference.Accumulate(
                    window, outChannels, 1, arithmetic, activations, test.Int8($"{arrays}weights"), test.Int32($"{arrays}bias"), accumulators);
            }

            activations = new sbyte[accumulators.Length];
            new ReferenceRequantization(
                test.Rescalers($"{arrays}output_mult", $"{arrays}output_shift"), test[$"{key}OUTPUT_OFFSET"])
                .Requantize(accumulators, outChannels, activations);
        }

        sbyte[] pooled = new sbyte[test["AVERAGE_POOL_2D_10_OUT_CH"]];
        AveragePool2DReference.Run(test.ConvolutionWindow("AVERAGE_POOL_2D_10_"), -128, 127, activations, pooled);

        int[] logitAccumulators = new int[12];
        FullyConnectedReference.Accumulate(
            1,
            pooled.Length,
            12,
            test.Arithmetic("FULLY_CONNECTED_12_"),
            pooled,
            test.Int8("layer_12_fully_connected_weights"),
            test.Int32("layer_12_fully_connected_bias"),
            logitAccumulators);
        sbyte[] logits = new sbyte[12];
        new ReferenceRequantization(
            [Rescaler.TfliteDouble(test["FULLY_CONNECTED_12_OUTPUT_MULTIPLIER"], test["FULLY_CONNECTED_12_OUTPUT_SHIFT"])], test["FULLY_CONNECTED_12_OUTPUT_OFFSET"])
            .Requantize(logitAccumulators, 12, logits);

        sbyte[] output = new sbyte[12];
        SoftmaxReference.Run(
            12, Rescaler.TfliteDouble(test["SOFTMAX_13_MULT"], test["SOFTMAX_13_SHIFT"]), test["SOFTMAX_13_DIFF_MIN"], logits, output);
        Assert.Equal(test.Int8("output_ref"), output);
    }

    /// <summary>The arrays of a case and the numbers of its <c>config_json</c>; offsets there are minus the input zero point.</summary>
    private sealed record OperatorCase(NpzArchive Arrays, Dictionary<string, int> Config)
    {
        public int this[string key] => Config[key];

        public static OperatorCase Read(string name)
        {
            NpzArchive arrays = NpzArchive.ReadFile(SharedMaterial.PathOf("models", Folder, $"{name}.npz"));
            using JsonDocument json = JsonDocument.Parse(arrays["config_json"].DataMemory);
            return new OperatorCase(arrays, json.RootElement.EnumerateObject()
                .Where(property => property.Value.ValueKind == JsonValueKind.Number)
                .ToDictionary(property => property.Name, property => property.Value.GetInt32()));
        }

        public int ValueOr(string key, int absent) => Config.GetValueOrDefault(key, absent);

        public sbyte[] Int8(string name) => Arrays[name].Values<sbyte>().ToArray();

        // Cases without a bias lack the array.
        public int[] Int32(string name) => Arrays.Contains(name) ? Arrays[name].Values<int>().ToArray() : [];

        public MacArithmetic Arithmetic(string prefix = "") => new(Samples.ExactMultiply, Samples.ExactAdd)
        {
            InputZeroPoint = -Config[$"{prefix}INPUT_OFFSET"],
            WeightZeroPoints = [-ValueOr($"{prefix}FILTER_OFFSET", 0)],
        };

        public ReferenceWindow ConvolutionWindow(string prefix = "") => new()
        {
            Batches = this[$"{prefix}INPUT_BATCHES"],
            InputHeight = this[$"{prefix}INPUT_H"],
            InputWidth = this[$"{prefix}INPUT_W"],
            InputChannels = this[$"{prefix}IN_CH"],
            FilterHeight = this[$"{prefix}FILTER_Y"],
            FilterWidth = this[$"{prefix}FILTER_X"],
            StrideY = this[$"{prefix}STRIDE_Y"],
            StrideX = this[$"{prefix}STRIDE_X"],
            DilationY = this[$"{prefix}DILATION_Y"],
            DilationX = this[$"{prefix}DILATION_X"],
            PadTop = this[$"{prefix}PAD_Y"],
            PadLeft = this[$"{prefix}PAD_X"],
            OutputHeight = this[$"{prefix}OUTPUT_H"],
            OutputWidth = this[$"{prefix}OUTPUT_W"],
        };

        public ReferenceWindow PoolWindow() => new()
        {
            Batches = this["BATCH_SIZE"],
            InputHeight = this["INPUT_H"],
            InputWidth = this["INPUT_W"],
            InputChannels = this["INPUT_C"],
            FilterHeight = this["FILTER_H"],
            FilterWidth = this["FILTER_W"],
            StrideY = this["STRIDE_H"],
            StrideX = this["STRIDE_W"],
            PadTop = this["PADDING_H"],
            PadLeft = this["PADDING_W"],
            OutputHeight = this["OUTPUT_H"],
            OutputWidth = this["OUTPUT_W"],
        };

        public Rescaler[] Rescalers(string multipliers, string shifts) =>
            [.. Int32(multipliers).Zip(Int32(shifts), Rescaler.TfliteDouble)];

        public void VerifyRequantized(int[] accumulators, int outChannels)
        {
            sbyte[] output = new sbyte[accumulators.Length];
            new ReferenceRequantization(
                Rescalers("output_mult", "output_shift"), this["OUTPUT_OFFSET"], this["OUT_ACTIVATION_MIN"], this["OUT_ACTIVATION_MAX"])
                .Requantize(accumulators, outChannels, output);
            Assert.Equal(Int8("output_ref"), output);
        }
    }
}
