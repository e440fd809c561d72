namespace KeywordSpotting;

/// <summary>
/// Makes words of labels. A word is in the window for up to a second, so it is heard many times: it counts once, when it has been
/// probable for some steps in a row, and again only after it was improbable.
/// </summary>
internal sealed class WordDetector(IReadOnlyList<string> labels)
{
    private const float Probable = 0.6f;
    private const float Improbable = 0.3f;
    private const int StepsInARow = 2;

    private readonly IReadOnlyList<string> _labels = labels;
    private readonly List<Word> _words = [];
    private readonly int[] _stepsInARow = new int[labels.Count];
    private readonly bool[] _heard = new bool[labels.Count];

    /// <summary>The words so far.</summary>
    public IReadOnlyList<Word> Words => _words;

    /// <summary>Processes the next step.</summary>
    /// <param name="time">The time at which it ends.</param>
    /// <param name="probabilities">The probability of each label.</param>
    public void Observe(TimeSpan time, ReadOnlySpan<float> probabilities)
    {
        for (int label = 0; label < probabilities.Length; label++)
        {
            if (!IsWord(_labels[label]))
            {
                continue;
            }

            _stepsInARow[label] = probabilities[label] >= Probable ? _stepsInARow[label] + 1 : 0;
            if (_stepsInARow[label] == StepsInARow && !_heard[label])
            {
                _heard[label] = true;
                _words.Add(new(_labels[label], time));
            }

            if (probabilities[label] < Improbable)
            {
                _heard[label] = false;
            }
        }
    }

    /// <summary>The other labels mean no word, or another word.</summary>
    private static bool IsWord(string label) => label is not ("silence" or "unknown");
}
