using ShapeGen.Benchmarks.Models;
using ShapeGen.Comparison.Formulas;

namespace ShapeGen.Comparison.Cases;

/// <summary>A computation and the model declared for it.</summary>
internal sealed class Case
{
    private readonly Func<string, Encoder> _load;
    private readonly Func<Encoder> _createRandom;

    private Case(
        string name, Computation computation, Targets targets, InstructionSet body, int scratch, Func<string, Encoder> load, Func<Encoder> createRandom)
    {
        Name = name;
        Computation = computation;
        Targets = targets;
        Body = body;
        Scratch = scratch;
        _load = load;
        _createRandom = createRandom;
    }

    public string Name { get; }

    public Computation Computation { get; }

    public Targets Targets { get; }

    /// <summary>The instruction set of the code that runs in this process.</summary>
    public InstructionSet Body { get; }

    /// <summary>Floats of scratch on one thread.</summary>
    public int Scratch { get; }

    /// <summary>Operations of the products.</summary>
    public double Operations => Limit.Operations(Computation);

    /// <summary>Embed/heads/feed-forward.</summary>
    public string Widths => $"{Computation.Encoder.Embed}/{Computation.Encoder.Heads}/{Computation.Encoder.Ffn}";

    public string Shape
    {
        get
        {
            string layers = Computation.Encoder.Layers == 1 ? "" : $"{Computation.Encoder.Layers} × ";
            string sequences = Computation.IsRagged ? $"{Computation.Batch} of {Computation.Lengths.Min()}–{Computation.Tokens}" : $"{Computation.Batch}×{Computation.Tokens}";
            return $"{sequences}, {layers}{Widths}";
        }
    }

    /// <summary>A case of a model that runs sequences of equal length.</summary>
    public static Case Of<T>(string name, int batch, int tokens, EncoderFormula encoder, Targets? targets = null)
        where T : class, IEncoder<T> =>
        Of<T>(name, Computation.Of(encoder, batch, tokens), targets, model => Encoder.Of(model, batch));

    /// <summary>A case of a model that runs sequences of unequal length.</summary>
    public static Case OfLengths<T>(string name, int[] lengths, EncoderFormula encoder, Targets? targets = null)
        where T : class, IRaggedEncoder<T> =>
        Of<T>(name, new(encoder, lengths), targets, model => Encoder.OfLengths(model, lengths));

    /// <summary>The model with its own random weights.</summary>
    public Encoder CreateModel() => _createRandom();

    /// <summary>The model with weights shared with the other contestants.</summary>
    public Encoder LoadModel(EncoderWeights weights, Folders folders) =>
        CheckpointFile.Load(weights.Tensors, Path.Combine(folders.Work, Name + ".safetensors"), _load);

    public override string ToString() => Name;

    private static Case Of<T>(string name, Computation computation, Targets? targets, Func<T, Encoder> wrap)
        where T : class, IEncoder<T> =>
        new(
            name, computation, targets ?? Targets.Layer, T.InstructionSet, T.ScratchLength(computation.Tokens, threads: 1),
            path => wrap(T.Load(path)), () => wrap(T.CreateRandom(1)));
}
