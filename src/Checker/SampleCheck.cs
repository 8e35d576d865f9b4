using QMacVerify.Checker.Arithmetic;
using QMacVerify.Checker.Certificate;
using QMacVerify.Generators.Graph;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Checker;

/// <summary>What a certificate of logits says about samples: each is a region of one input, from which both networks are derived.</summary>
/// <param name="networks">Both networks.</param>
/// <param name="graph">Their graph.</param>
/// <param name="logits">Their logits.</param>
/// <param name="claims">What the certificate says.</param>
/// <param name="given">The samples that it counts; null where none are given.</param>
/// <param name="findings">Filled.</param>
internal sealed class SampleCheck(
    TwoNetworks networks, QuantizedGraph graph, TensorInfo logits, LogitClaims claims, CertifiedSamples? given, Findings findings)
{
    /// <summary>Compares.</summary>
    /// <param name="region">The boxes of the inputs that the bounds are about.</param>
    /// <param name="moves">What every input of the region moves the logits by.</param>
    public void Run(IReadOnlyDictionary<int, CodeBox> region, Ends[] moves)
    {
        if (claims.Samples is not SamplesClaim samples)
        {
            if (given is not null)
            {
                findings.Refuse("samples are given, but the file counts none");
            }

            return;
        }

        CompareCounts(samples);
        if (findings.Reasons.Count > 0 || given is null || RegionRule.IsAmbiguous(graph) || graph.States.Count > 0)
        {
            findings.Note(given is null ? "not checked: the samples, which were not given" : "not checked: the samples");
            return;
        }

        findings.Same("samples", "count", samples.Count, given.Codes.Count);
        findings.Same("samples", "number of labels", samples.Correct is null, given.Labels is null);
        if (findings.Reasons.Count == 0)
        {
            Derive(samples, region, moves);
        }
    }

    /// <summary>What the counts say about each other.</summary>
    private void CompareCounts(SamplesClaim samples)
    {
        IReadOnlyList<long> without = samples.NotCertified;
        if (without.Any(sample => sample < 0 || sample >= samples.Count) || without.Zip(without.Skip(1)).Any(pair => pair.First >= pair.Second))
        {
            findings.Refuse("samples: not_certified are not some of the samples, each once, in their order");
        }
        else
        {
            findings.Same("samples", "certified", samples.Certified, samples.Count - without.Count);
        }

        findings.Same("samples", "members of labels", samples.CertifiedCorrect is null, samples.Correct is null);
        if (samples.CertifiedByRegion < 0 || samples.CertifiedByRegion > samples.Count
            || samples.CertifiedCorrect < 0 || samples.CertifiedCorrect > samples.Certified || samples.CertifiedCorrect > samples.Correct || samples.Correct > samples.Count)
        {
            findings.Refuse("samples: some are more than there are");
        }
    }

    private void Derive(SamplesClaim samples, IReadOnlyDictionary<int, CodeBox> region, Ends[] moves)
    {
        int most = Math.Min(given!.Most, given.Codes.Count);
        HashSet<long> without = [.. samples.NotCertified];
        (long lsb, long byRegion, long correct, long certifiedCorrect) = (0, 0, 0, 0);
        for (int sample = 0; sample < most; sample++)
        {
            Dictionary<int, CodeBox> point = RegionRule.Point(graph, given.Codes[sample]);
            LogitDeviation derived = networks.Derive(point, logits).Logits;
            int own = derived.Class;
            bool isRight = given.Labels?[sample] == own;
            if (!without.Contains(sample) && !derived.Keeps(own))
            {
                findings.Refuse(Invariant($"samples: that sample {sample} keeps its class, {own}, does not follow"));
            }

            lsb = Math.Max(lsb, derived.Lsb);
            byRegion += point.All(input => region[input.Key].Holds(input.Value)) && derived.Keeps(own, moves) ? 1 : 0;
            correct += isRight ? 1 : 0;
            certifiedCorrect += isRight && !without.Contains(sample) ? 1 : 0;
        }

        // Of the samples that were not derived, nothing is known.
        int rest = given.Codes.Count - most;
        Ends upToRest = new(0, rest);
        Unless("lsb", samples.Lsb, lsb, samples.Lsb >= lsb);
        Unless("certified_by_region", samples.CertifiedByRegion, byRegion + rest, samples.CertifiedByRegion <= byRegion + rest);
        Counted("top1_correct", samples.Correct, correct);
        Counted("certified_correct", samples.CertifiedCorrect, certifiedCorrect);
        findings.Note(rest == 0
            ? Invariant($"all {most} samples were derived by themselves")
            : Invariant($"the first {most} of {given.Codes.Count} samples were derived by themselves; what is counted of the others is not checked"));

        void Unless(string what, long stated, long derived, bool holds)
        {
            if (!holds)
            {
                findings.Refuse(Invariant($"samples: {what} {stated} is stated, {derived} is derived: unsound"));
            }
        }

        void Counted(string what, long? stated, long derived)
        {
            if (stated is long count && !(upToRest + Ends.Point(derived)).Holds(Ends.Point(count)))
            {
                findings.Refuse(Invariant($"samples: {what} {count} is stated, {upToRest + Ends.Point(derived)} is right"));
            }
        }
    }
}
