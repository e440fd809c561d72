namespace ShapeGen;

/// <summary>The ids of texts, one text behind the other.</summary>
internal sealed class TokenBatch
{
    private readonly List<int> _ids = [];
    private readonly List<int> _lengths = [];

    public ReadOnlySpan<int> Ids => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_ids);

    /// <summary>Tokens of each text.</summary>
    public ReadOnlySpan<int> Lengths => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_lengths);

    /// <summary>Tokenizes texts.</summary>
    /// <param name="encode">Makes ids of a text, with what the model expects around it.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="most">The most tokens of a text.</param>
    /// <param name="overlong">What is done with a longer one.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="ArgumentException">A text has no token, or too many.</exception>
    public static TokenBatch Create(Func<string, IReadOnlyList<int>> encode, IEnumerable<string> texts, int most, OverlongText overlong, CancellationToken cancellation)
    {
        TokenBatch batch = new();
        IReadOnlyList<int>? ofNothing = null;
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
                throw new ArgumentException(FormattableString.Invariant($"values[{index}] has no token. Leave empty texts out."), nameof(texts));
            }

            if (ids.Count <= most)
            {
                batch.Add(ids, ids.Count, 0);
            }
            else if (overlong == OverlongText.Cut)
            {
                batch.Add(ids, most, Ending(ids, ofNothing ??= encode("")));
            }
            else
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"values[{index}] has {ids.Count} tokens, but the model takes {most}. Split the text, or set Overlong = OverlongText.Cut to leave out the rest."),
                    nameof(texts));
            }

            index++;
        }

        return batch;
    }

    /// <summary>Tokens at the end that the tokenizer puts behind every text, as an empty one shows.</summary>
    private static int Ending(IReadOnlyList<int> ids, IReadOnlyList<int> ofNothing)
    {
        // What an empty text begins with stands at the beginning of this one too: only the rest of it is an ending.
        int beginning = 0;
        while (beginning < ofNothing.Count && ids[beginning] == ofNothing[beginning])
        {
            beginning++;
        }

        int ending = 0;
        while (ending < ofNothing.Count - beginning && ids[ids.Count - 1 - ending] == ofNothing[ofNothing.Count - 1 - ending])
        {
            ending++;
        }

        return ending;
    }

    /// <summary>Adds so many tokens: the first ones, then those at the end.</summary>
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
