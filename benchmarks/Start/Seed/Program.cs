// From start to the first answer: loads the checkpoint that is its argument, and runs once.

using ShapeGen;
using ShapeGen.Benchmarks.Start;

const int Batch = 2;
const int Tokens = 14;

SeedEncoder model = SeedEncoder.Load(args[0]);
float[] input = new float[Batch * Tokens * SeedEncoder.Embed];
for (int i = 0; i < input.Length; i++)
{
    input[i] = (i % 13) - 6;
}

float[] output = new float[input.Length];
model.Forward(input, output, Batch);
return Ending.End(float.IsFinite(output[0]) && output[0] != 0);

[Encoder(Embed = 64, Heads = 8, Ffn = 128)]
internal sealed partial class SeedEncoder;
