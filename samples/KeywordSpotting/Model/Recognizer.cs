using ShapeGen;

namespace KeywordSpotting;

/// <summary>Hears one second of sound at a time. The second moves on in steps of 100 ms; only the frames that a step brings are computed anew.</summary>
internal sealed class Recognizer
{
    /// <summary>Samples of a step: 100 ms.</summary>
    public const int Step = FramesPerStep * FrontEnd.Hop;

    /// <summary>Complete frames in a second.</summary>
    public const int Frames = 1 + ((FrontEnd.SampleRate - FrontEnd.FrameLength) / FrontEnd.Hop);

    private const int FramesPerStep = 10;

    /// <summary>Samples of the previous step with which the first new frame begins.</summary>
    private const int Overlap = FrontEnd.FrameLength - FrontEnd.Hop;

    private readonly FrontEnd _frontEnd;
    private readonly Kwt1 _model;
    private readonly float[] _sound = new float[Overlap + Step];
    private readonly float[] _features = new float[Frames * FrontEnd.Features];

    private Recognizer(FrontEnd frontEnd, Kwt1 model)
    {
        _frontEnd = frontEnd;
        _model = model;

        // There is silence before the sound.
        _frontEnd.Forward(new float[FrontEnd.SoundLength(Frames)], _features);
    }

    /// <summary>Loads the model and its front end, and closes the files.</summary>
    public static Recognizer Load(ModelFiles files) => new(FrontEnd.Load(files.FrontEnd, Frames), Kwt1.Load(files.Checkpoint));

    /// <summary>Moves on by one step and classifies the second that ends with it, without allocating.</summary>
    /// <param name="step">100 ms of sound.</param>
    /// <param name="probabilities">[12]: the probability of each label.</param>
    public void Hear(ReadOnlySpan<float> step, Span<float> probabilities)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(step.Length, Step);
        _sound.AsSpan(Step).CopyTo(_sound); // the end of the previous step
        step.CopyTo(_sound.AsSpan(Overlap));

        const int New = FramesPerStep * FrontEnd.Features;
        _features.AsSpan(New).CopyTo(_features);
        _frontEnd.Forward(_sound, _features.AsSpan(_features.Length - New));

        _model.Forward(_features, probabilities);
        Softmax(probabilities);
    }

    private static void Softmax(Span<float> values)
    {
        float largest = float.NegativeInfinity;
        foreach (float value in values)
        {
            largest = MathF.Max(largest, value);
        }

        float sum = 0;
        foreach (ref float value in values)
        {
            value = MathF.Exp(value - largest);
            sum += value;
        }

        foreach (ref float value in values)
        {
            value /= sum;
        }
    }
}
