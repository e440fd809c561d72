using System.Runtime.InteropServices;

namespace ShapeGen.Measured;

/// <summary>The models, by the name of the case.</summary>
internal static class Models
{
    private const int SeedBatch = 2;

    public static InstructionSet InstructionSet => Seed.InstructionSet;

    public static Action<float[], float[]> Load(string name, string checkpoint)
    {
        switch (name)
        {
            case "seed":
                Seed seed = Seed.Load(checkpoint);
                return (input, output) => seed.Forward(input, output, SeedBatch);

            case "minilm":
                MiniLm miniLm = MiniLm.Load(checkpoint);
                return (input, output) => miniLm.Forward(input, output);

            case "minilm_l6_16":
                Embedder embedder = Embedder.Load(checkpoint);
                return (input, output) => embedder.Forward(MemoryMarshal.Cast<float, int>(input), output);

            default:
                throw new ArgumentException($"There is no model '{name}'. There are: seed, minilm, minilm_l6_16.", nameof(name));
        }
    }
}

/// <summary>Small: shows the overhead of a call, and of the program's start.</summary>
[Encoder(Embed = 64, Heads = 8, Ffn = 128)]
internal sealed partial class Seed;

/// <summary>A whole model: all-MiniLM-L6-v2, from ids to a sentence's embedding. Ids are stored as the bits of floats, because all inputs use the same file format.</summary>
[TokenEmbedding(Vocab = 30522, Types = 2)]
[Positions(512)]
[InputNorm(1e-12f)]
[Encoder(Embed = 384, Heads = 12, Ffn = 1536, Layers = 6, Norm = NormPlacement.Post, Activation = Activation.Gelu, Epsilon = 1e-12f)]
[Pool(Pooling.Mean, Normalize = true)]
internal sealed partial class Embedder;

/// <summary>Large: shows the speed of the kernels.</summary>
[Encoder(Embed = 384, Heads = 12, Ffn = 1536)]
internal sealed partial class MiniLm;
