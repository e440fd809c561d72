namespace KeywordSpotting;

/// <summary>Hears a sound from its start to its end.</summary>
internal sealed class Listener(Recognizer recognizer, IReadOnlyList<string> labels)
{
    private readonly Recognizer _recognizer = recognizer;
    private readonly IReadOnlyList<string> _labels = labels;

    /// <summary>The result every 100 ms, as the sound arrives. Ends with the sound, or when cancelled.</summary>
    /// <exception cref="InputException">The sound is empty, or ended too early.</exception>
    public IEnumerable<Hearing> Listen(SoundSource sound, CancellationToken stop)
    {
        float[] step = new float[Recognizer.Step];
        float[] probabilities = new float[_labels.Count];
        WordDetector detector = new(_labels);
        long steps = 0;
        for (int count = step.Length; count == step.Length && !stop.IsCancellationRequested;)
        {
            count = sound.Read(step);
            if (count == 0)
            {
                break;
            }

            step.AsSpan(count).Clear(); // silence after the end
            _recognizer.Hear(step, probabilities);
            TimeSpan time = TimeSpan.FromSeconds((double)++steps * Recognizer.Step / FrontEnd.SampleRate);
            detector.Observe(time, probabilities);
            yield return new(time, Rank(probabilities), [.. detector.Words]);
        }

        sound.CheckEnd();
        if (steps == 0 && !stop.IsCancellationRequested)
        {
            throw new InputException("There is no sound: the input has no samples.");
        }
    }

    private Guess[] Rank(float[] probabilities) =>
        [.. _labels.Select((label, i) => new Guess(label, probabilities[i])).OrderByDescending(guess => guess.Probability)];
}
