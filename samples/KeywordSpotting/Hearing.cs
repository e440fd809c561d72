namespace KeywordSpotting;

/// <summary>The result at one moment.</summary>
/// <param name="Time">The end of the second that was analysed.</param>
/// <param name="Guesses">All labels, the most probable first.</param>
/// <param name="Words">The words so far.</param>
internal sealed record Hearing(TimeSpan Time, IReadOnlyList<Guess> Guesses, IReadOnlyList<Word> Words);

/// <summary>A label with its probability.</summary>
internal readonly record struct Guess(string Label, float Probability);

/// <summary>A word and the time when it was recognised.</summary>
internal readonly record struct Word(string Label, TimeSpan Time);
