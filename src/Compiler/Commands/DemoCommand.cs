using System.CommandLine;
using QMacVerify.Compiler.Circuits;
using QMacVerify.Compiler.Demo;
using QMacVerify.Compiler.Import;
using QMacVerify.Compiler.OperatorCheck;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Reading;

namespace QMacVerify.Compiler.Commands;

/// <summary><c>qmac demo</c>: the whole pipeline on a built-in network.</summary>
internal static class DemoCommand
{
    private const int DefaultDrop = 2;
    private const int DefaultVectors = 2000;

    public static Command Create()
    {
        Option<string> model = CommonOptions.OneOf(
            "--model", "NAME", $"A built-in model: {string.Join(", ", BuiltInModels.Names)} (default).", [.. BuiltInModels.Names]);
        Option<int> drop = CommonOptions.Integer("--drop", 0, TruncatedMultiplier.MaxDrop, "Approximate with trunc:N as multiplier and as adder; 2 by default.");
        OperatorOptions operators = new();
        Option<int> vectors = CommonOptions.Integer("--num-opcheck", 0, AdderCheck.MaxVectors, "Random vectors of the adder check; 2000 by default.");
        VerbCommand command = new(
            "demo",
            "Show the whole pipeline on a built-in network: export, run, compare, opcheck, constraints, compile.",
            "qmac demo --model cnn_small --drop 2 --num-opcheck 2000")
        { model, drop, vectors };
        operators.AddTo(command);
        command.Validators.Add(result =>
        {
            if (operators.IsGiven(result) && result.IsGiven(drop))
            {
                result.AddError("--drop names both operators: leave out --amul and --aadd");
            }
        });
        command.SetRun((options, console, cancellation) =>
        {
            OperatorSource source = new(cancellation);
            int bits = options.Given(drop) ?? DefaultDrop;
            int count = options.Given(vectors) ?? DefaultVectors;
            OperatorRequest request = operators.Read(options, source);
            OperatorPair pair = request == OperatorRequest.OfPackage
                ? new OperatorPair(new TruncatedMultiplier(bits), new TruncatedAdder(bits))
                : request.ResolvePair(source);
            DemoPipeline demo = new(
                options.GetValue(model) ?? BuiltInModels.Names.First(), source.Resolved(pair.Multiplier), pair.Adder, count);
            return demo.HasFailure(console, cancellation) ? ExitCodes.CheckFailed : ExitCodes.Done;
        });
        return command;
    }
}
