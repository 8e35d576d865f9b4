using QMacVerify.Runtime.Running;
using Recognizer;

// One sample. Tensors are bytes, int8 codes here; a description has the scale that makes real numbers of them.
Exact exact = new();
SampleBatch samples = SampleBatch.Random(exact.Inputs, 200, seed: 1);
byte[] scores = new byte[exact.Outputs[0].ByteCount];
exact.Run(samples.OfAllInputs(0), [scores]);
int best = ClassOf(scores);
TensorDescription output = exact.Outputs[0];
Console.WriteLine($"sample 0: class {best}, score {output.Scale * ((sbyte)scores[best] - output.ZeroPoint):F3}");

// Many, on all processors: each thread makes a runner of its own. The same network on an approximate multiplier beside it.
byte[] expected = BatchRunner.Run(() => new Exact(), samples)[0].Data.ToArray();
byte[] approximate = BatchRunner.Run(() => new Truncated(), samples)[0].Data.ToArray();
int same = expected.Chunk(scores.Length).Zip(approximate.Chunk(scores.Length)).Count(pair => ClassOf(pair.First) == ClassOf(pair.Second));
Console.WriteLine($"trunc:6 keeps the class of {same} of {samples.Count} samples");

// A model with state goes on from step to step, and begins anew after Reset.
LastTwo lastTwo = new();
Console.WriteLine($"steps: {string.Join(' ', Enumerable.Range(0, 4).Select(_ => Step(100)))}");
lastTwo.Reset();
Console.WriteLine($"after Reset: {Step(100)}");

sbyte Step(sbyte code)
{
    byte[] sum = new byte[lastTwo.Outputs[0].ByteCount];
    lastTwo.Run([new[] { (byte)code }], [sum]);
    return (sbyte)sum[0];
}

static int ClassOf(byte[] scores) => Enumerable.Range(0, scores.Length).MaxBy(i => (sbyte)scores[i]);
