namespace KeywordSpotting;

/// <summary>What is heard at one moment.</summary>
/// <param name="Time">The end of the second that was heard.</param>
/// <param name="Guesses">All labels, the most probable first.</param>
/// <param name="Words">The words so far.</param>
internal sealed record Hearing(TimeSpan Time, IReadOnlyList<Guess> Guesses, IReadOnlyList<Word> Words);

/// <summary>How probable a label is.</summary>
internal readonly record struct Guess(string Label, float Probability);

/// <summary>A word, and when it was recognised.</summary>
internal readonly record struct Word(string Label, TimeSpan Time);
