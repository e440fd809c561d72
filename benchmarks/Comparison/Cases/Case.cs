using ShapeGen.Benchmarks.Models;

namespace ShapeGen.Comparison.Cases;

/// <summary>One layer on one input: what every contestant computes.</summary>
internal sealed class Case
{
    private readonly Func<string, Encoder> _load;
    private readonly Func<Encoder> _createRandom;

    private Case(
        string name, int batch, int tokens, (int Embed, int Heads, int Ffn) shape, Targets? targets, InstructionSet body, Func<string, Encoder> load, Func<Encoder> createRandom)
    {
        Name = name;
        Batch = batch;
        Tokens = tokens;
        (Embed, Heads, Ffn) = shape;
        Targets = targets;
        Body = body;
        _load = load;
        _createRandom = createRandom;
    }

    public string Name { get; }

    public int Batch { get; }

    public int Tokens { get; }

    public int Embed { get; }

    public int Heads { get; }

    public int Ffn { get; }

    /// <summary>Null for the shapes that are measured beside the table.</summary>
    public Targets? Targets { get; }

    /// <summary>The body that runs in this process.</summary>
    public InstructionSet Body { get; }

    /// <summary>Floats of the input, and of the output.</summary>
    public int Length => Batch * Tokens * Embed;

    public string Shape => $"{Batch}×{Tokens}, {Embed}/{Heads}/{Ffn}";

    /// <summary>
    /// Operations of the matrix products, 2·depth·rows·columns each, an addition and a multiplication counting as two: the four linear
    /// layers on all rows, and queries times keys and weights times values in each sequence. Norms, softmax and activation are not counted.
    /// </summary>
    public double Operations
    {
        get
        {
            double rows = (double)Batch * Tokens;
            double linear = 2 * rows * Embed * ((3.0 * Embed) + Embed + (2.0 * Ffn));
            double attention = 2 * 2 * rows * Tokens * Embed;
            return linear + attention;
        }
    }

    public static Case Of<T>(string name, int batch, int tokens, (int Embed, int Heads, int Ffn) shape, Targets? targets = null)
        where T : class, IEncoder<T> =>
        new(name, batch, tokens, shape, targets, T.InstructionSet, path => Encoder.Of(T.Load(path)), () => Encoder.Of(T.CreateRandom(1)));

    /// <summary>The model, with the weights that PyTorch exported or, where there are none, with random ones.</summary>
    public Encoder CreateModel(CaseFiles? files) => files is null ? _createRandom() : _load(files.Weights);

    public override string ToString() => Name;
}
