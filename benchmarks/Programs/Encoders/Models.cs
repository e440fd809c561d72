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

            default:
                throw new ArgumentException($"There is no model '{name}'. There are: seed, minilm.", nameof(name));
        }
    }
}

/// <summary>Small: a call's overhead shows, and the program's start.</summary>
[Encoder(Embed = 64, Heads = 8, Ffn = 128)]
internal sealed partial class Seed;

/// <summary>Large: the kernels' speed shows.</summary>
[Encoder(Embed = 384, Heads = 12, Ffn = 1536)]
internal sealed partial class MiniLm;
