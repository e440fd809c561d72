namespace ShapeGen;

/// <summary>The concatenated ids of several texts.</summary>
internal sealed class TokenBatch
{
    private readonly List<int> _ids = [];
    private readonly List<int> _lengths = [];

    public ReadOnlySpan<int> Ids => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_ids);

    /// <summary>Tokens of each text.</summary>
    public ReadOnlySpan<int> Lengths => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_lengths);

    /// <summary>Tokenizes texts.</summary>
    /// <param name="encode">Converts a text to ids, including the special tokens that the model expects.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="maxTokens">Maximum tokens of a text.</param>
    /// <param name="overlong">What happens to a longer text.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="ArgumentException">A text has no tokens, or too many.</exception>
    public static TokenBatch Create(Func<string, IReadOnlyList<int>> encode, IEnumerable<string> texts, int maxTokens, OverlongText overlong, CancellationToken cancellation)
    {
        TokenBatch batch = new();
        IReadOnlyList<int>? ofEmptyText = null;
        int index = 0;
        foreach (string text in texts)
        {
            cancellation.ThrowIfCancellationRequested();
            if (text is null)
            {
                throw new ArgumentException(FormattableString.Invariant($"values[{index}] is null."), nameof(texts));
            }

            IReadOnlyList<int> ids = encode(text);
            if (ids.Count == 0)
            {
                throw new ArgumentException(FormattableString.Invariant($"values[{index}] has no tokens. Leave empty texts out."), nameof(texts));
            }

            if (ids.Count <= maxTokens)
            {
                batch.Add(ids, ids.Count, 0);
            }
            else if (overlong == OverlongText.Cut)
            {
                batch.Add(ids, maxTokens, Ending(ids, ofEmptyText ??= encode("")));
            }
            else
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"values[{index}] has {ids.Count} tokens, but the model takes at most {maxTokens}. Split the text, or set Overlong = OverlongText.Cut to truncate it."),
                    nameof(texts));
            }

            index++;
        }

        return batch;
    }

    /// <summary>Number of tokens that the tokenizer adds at the end of every text, found from an empty text.</summary>
    private static int Ending(IReadOnlyList<int> ids, IReadOnlyList<int> ofEmptyText)
    {
        // The tokens that an empty text and this one begin with are not part of the ending.
        int beginning = 0;
        while (beginning < ofEmptyText.Count && ids[beginning] == ofEmptyText[beginning])
        {
            beginning++;
        }

        int ending = 0;
        while (ending < ofEmptyText.Count - beginning && ids[ids.Count - 1 - ending] == ofEmptyText[ofEmptyText.Count - 1 - ending])
        {
            ending++;
        }

        return ending;
    }

    /// <summary>Adds <paramref name="count"/> tokens of a text: the first ones, then the last <paramref name="ending"/>.</summary>
    private void Add(IReadOnlyList<int> ids, int count, int ending)
    {
        int kept = Math.Min(ending, count);
        for (int i = 0; i < count - kept; i++)
        {
            _ids.Add(ids[i]);
        }

        for (int i = kept; i > 0; i--)
        {
            _ids.Add(ids[ids.Count - i]);
        }

        _lengths.Add(count);
    }
}
