using System.CommandLine;
using System.CommandLine.Parsing;
using QMacVerify.Compiler.Circuits;
using QMacVerify.Compiler.OperatorCheck;
using QMacVerify.Compiler.OperatorCheck.Faults;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Generators.Circuits;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Commands;

/// <summary><c>qmac opcheck</c>: does the Verilog of the operators compute what the software computes.</summary>
internal sealed class OpcheckCommand
{
    private const int DefaultVectors = 5000;

    private readonly OperatorOptions _pair = new();
    private readonly Option<int> _drop = CommonOptions.Integer("--drop", 0, TruncatedMultiplier.MaxDrop, "Check trunc:N as multiplier and as adder.");
    private readonly Option<string[]> _operators = new("--op")
    {
        Description = "An operator to check with every tool; may be repeated. A spec of both kinds, such as exact or trunc:2, means multiplier and adder. "
            + "Also table:FILE[,...] and verilog:FILE[,...].",
        HelpName = "SPEC",
    };

    private readonly Option<string> _against = CommonOptions.Text("--against", "SPEC", "Compare each multiplier of --op with this one, too.").OfferingMultipliers();
    private readonly Option<string> _region = CommonOptions.Text(
        "--region", "D_sound.json", "Only the pairs need be equal that can occur: activations within the bounds of a layer, with the layer's weights.");

    private readonly Option<bool> _all = new("--all") { Description = "Check every built-in operator with every value of its parameters, in every simulator, and the module that joins two; prove the adders." };
    private readonly Option<bool> _selfTest = new("--self-test")
    {
        Description = "Inject all faults into the named operators, or into one of every form, and require every bench to report each; without it, a few in the first simulator.",
    };

    private readonly Option<int> _vectors = CommonOptions.Integer(
        "--num", 0, AdderCheck.MaxVectors, Invariant($"Random vectors of the 32-bit adder, beside the corner ones; {DefaultVectors} by default."));

    private readonly Option<ulong> _seed = CommonOptions.Seed("Seed of the random vectors; 0 by default.");
    private readonly Option<string> _require = CommonOptions.Text(
        "--require", "TOOLS", $"Do without none of these, some of {string.Join(',', RequiredTools.Names)}: exit code 3 where one is absent, in place of a check that is skipped.");

    private readonly Option<string> _output = CommonOptions.Out("Folder of the reports; by default results/opcheck.");
    private readonly Option<bool> _json = CommonOptions.Json();

    private OpcheckCommand()
    {
    }

    public static Command Create()
    {
        OpcheckCommand options = new();
        VerbCommand command = new(
            "opcheck",
            "Check the operators against their Verilog: the multiplier on all 65,536 pairs, the adder on vectors.",
            "qmac opcheck --op verilog:mul8s.v,signed --against trunc_col:2 --region constraints/net/D_sound.json");
        options._pair.AddTo(command);
        foreach (Option option in (Option[])
            [options._drop, options._operators, options._against, options._region, options._all, options._selfTest, options._vectors, options._seed, options._require, options._output, options._json])
        {
            command.Options.Add(option);
        }

        options._operators.OfferingMultipliers().OfferingAdders();
        options._operators.Validators.Add(result =>
        {
            foreach (string spec in result.Tokens.Select(token => token.Value).Where(value => value.Length == 0 || value[0] == '-'))
            {
                result.AddError($"--op needs a value, found {Quote(spec)}");
            }
        });
        options._require.Validators.Add(result =>
        {
            foreach (string name in result.Tokens.SelectMany(token => token.Value.Split(',')).Where(name => !RequiredTools.Names.Contains(name)))
            {
                result.AddError($"--require takes some of {string.Join(',', RequiredTools.Names)}, found {Quote(name)}");
            }
        });
        command.Validators.Add(options.Validate);
        command.SetRun(options.Run);
        return command;
    }

    private void Validate(CommandResult result)
    {
        bool hasOperators = result.GetResult(_operators) is not null;
        bool[] ways = [_pair.IsGiven(result), result.IsGiven(_drop), hasOperators, result.IsGiven(_all)];
        if (ways.Count(isGiven => isGiven) > 1)
        {
            result.AddError("--op, --all and --drop name the operators; give one of them, or --amul and --aadd");
        }
        else if (result.GetResult(_against) is not null && !hasOperators)
        {
            result.AddError("--against compares the multipliers of --op; name one");
        }
    }

    private int Run(ParseResult options, TextWriter console, CancellationToken cancellation)
    {
        int vectors = options.Given(_vectors) ?? DefaultVectors;
        ulong seed = options.GetValue(_seed);
        string folder = options.GetValue(_output) ?? Path.Combine("results", "opcheck");
        CareSet? care = options.GetValue(_region) is string region ? CareSetReader.Read(region) : null;
        bool isFullSelfTest = options.GetValue(_selfTest);
        if (options.GetValue(_require) is string required)
        {
            RequiredTools.Require(required.Split(','), CheckEnvironment.AllInstalled());
        }

        bool asJson = options.GetValue(_json);
        if (options.GetValue(_all))
        {
            CheckRequest all = CheckRequest.All(vectors, seed) with
            {
                SelfTest = isFullSelfTest ? SelfTestScope.Forms : null,
            };
            return Check(all, care, folder, "all", asJson, console, cancellation);
        }

        if (options.GetValue(_operators) is { Length: > 0 } specs)
        {
            CheckRequest named = Named(specs, options.GetValue(_against), vectors, seed, cancellation);
            return Check(named with { SelfTest = isFullSelfTest ? named.Scope : null }, care, folder, "op", asJson, console, cancellation);
        }

        int bits = options.GetValue(_drop);
        OperatorSource files = new(cancellation);
        OperatorPair pair = options.IsGiven(_drop)
            ? new OperatorPair(new TruncatedMultiplier(bits), new TruncatedAdder(bits))
            : _pair.Read(options, files).ResolvePair(files);
        if (pair.Multiplier.Verilog is null)
        {
            throw new InputException($"{pair.Multiplier.Spec} is an operator of yours, which --op checks with every tool: give --op in place of --amul");
        }

        CheckEnvironment environment = isFullSelfTest ? CheckEnvironment.AllInstalled() : CheckEnvironment.Installed();
        OperatorCheckSummary summary = RunProgress.Show("opcheck", () => OperatorChecker.Run(
            pair, vectors, seed, folder, environment with { Care = care }, isFullSelfTest ? SelfTestScope.Forms : null, cancellation));
        console.Show(asJson, () => OperatorCheckText.ToJson(summary), () => OperatorCheckText.ToText(summary));
        return summary.HasFailure ? ExitCodes.CheckFailed : ExitCodes.Done;
    }

    private static CheckRequest Named(string[] specs, string? against, int vectors, ulong seed, CancellationToken cancellation)
    {
        (IReadOnlyList<ResolvedMultiplier> multipliers, IReadOnlyList<Adder> adders) = NamedOperators.Resolve(specs, cancellation);
        if (against is null)
        {
            NamedOperators.RequireDistinctSpecs(multipliers.Select(resolved => resolved.Multiplier));
            return new CheckRequest(multipliers, adders, vectors, seed);
        }

        if (multipliers.Count == 0)
        {
            throw new InputException($"--against compares multipliers, and {Quote(adders[0].Spec)} is an adder only");
        }

        ResolvedMultiplier other = OperatorResolver.Multiplier(against, cancellation);
        NamedOperators.RequireDistinctSpecs(multipliers.Append(other).Select(resolved => resolved.Multiplier));
        return new CheckRequest(multipliers, [], vectors, seed) { Against = other };
    }

    private static int Check(
        CheckRequest request, CareSet? care, string folder, string name, bool asJson, TextWriter console, CancellationToken cancellation)
    {
        OperatorCheckResult result = RunProgress.Show(
            "opcheck", () => OperatorChecker.RunAll(request, CheckEnvironment.AllInstalled() with { Care = care }, cancellation));
        OperatorCheckText.WriteFiles(result, folder, name);
        console.Show(asJson, () => OperatorCheckText.ToJson(result), () => OperatorCheckText.ToText(result));
        return result.HasFailure ? ExitCodes.CheckFailed : ExitCodes.Done;
    }
}
