namespace QMacVerify.Compiler.Import.Tflite;

/// <summary>What can be done about operators that are not imported.</summary>
internal static class TfliteAdvice
{
    private const string Recurrent = "unroll the recurrent layer, or convert it as a streaming model whose state are variables";

    /// <summary>Advice for an operator; null where none is known.</summary>
    public static string? For(TfliteOperator entry) => (BuiltinOperators.Name(entry), entry.CustomName) switch
    {
        (_, "edgetpu-custom-op") => "the model is compiled for an Edge TPU: take the one that its compiler was given",
        (_, "ethos-u") => "the model is compiled for an Ethos-U: take the one that its compiler was given",
        (_, "TFLite_Detection_PostProcess") => "detection post-processing is no int8 arithmetic: export the model without it",
        (_, string custom) when custom.StartsWith("Flex", StringComparison.Ordinal) => "it is TensorFlow's own kernel: convert without SELECT_TF_OPS",
        ("IF" or "WHILE", _) => "control flow: unroll it before conversion",
        ("LSTM" or "RNN" or "SVDF" or "UNIDIRECTIONAL_SEQUENCE_LSTM" or "UNIDIRECTIONAL_SEQUENCE_RNN" or "BIDIRECTIONAL_SEQUENCE_LSTM" or "BIDIRECTIONAL_SEQUENCE_RNN", _) => Recurrent,
        ("TOPK_V2" or "NON_MAX_SUPPRESSION_V4" or "NON_MAX_SUPPRESSION_V5", _) => "a choice among results is no int8 arithmetic: make it outside of the model",
        _ => null,
    };
}
