using ShapeGen;

namespace SemanticSearch;

/// <summary>Loads a model and its vocabulary, or reports what does not fit.</summary>
internal static class Embedder
{
    /// <summary>Loads both.</summary>
    /// <param name="model">The checkpoint.</param>
    /// <param name="vocabulary">The vocabulary.</param>
    /// <param name="cased">Whether the vocabulary distinguishes upper and lower case.</param>
    /// <returns>Null if something does not fit; this was then reported to the user.</returns>
    public static (SentenceEncoder Model, SentenceTokenizer Tokenizer)? Load(string model, string vocabulary, bool cased)
    {
        Declaration needed = CheckpointShape.Of(model);
        Declaration declared = Declaration.OfModel();
        IReadOnlyList<(string Argument, string Declared, string Needed)> misfits = declared.Misfits(needed);
        SentenceEncoder? encoder = null;
        try
        {
            encoder = SentenceEncoder.Load(model);
        }
        catch (CheckpointException exception)
        {
            Screen.Fail(exception.Message);
        }

        // Some arguments do not show in any tensor's shape: heads, activation, epsilon, pooling.
        if (misfits.Count > 0)
        {
            // What the checkpoint does not show stays as declared, except the heads, which change with the width.
            Declaration shown = needed with
            {
                Types = needed.Types ?? declared.Types,
                Activation = needed.Activation ?? declared.Activation,
                Epsilon = needed.Epsilon ?? declared.Epsilon,
                Pooling = needed.Pooling ?? declared.Pooling,
            };
            Screen.Explain(model, misfits, shown);
            return null;
        }

        if (encoder is null)
        {
            return null;
        }

        int words = File.ReadLines(vocabulary).Count();
        int most = ((ITokenEmbedder)encoder).Vocabulary;
        if (words > most)
        {
            Screen.Fail($"{vocabulary} has {words} word pieces, but the checkpoint has rows for {most}: --vocabulary and --model are of different models.");
            return null;
        }

        try
        {
            return (encoder, SentenceTokenizer.Load(vocabulary, cased));
        }
        catch (ArgumentException exception)
        {
            Screen.Fail($"{vocabulary} is no vocabulary of BERT's tokenizer: {exception.Message}");
            return null;
        }
    }
}
