using System.Numerics;
using System.Runtime.InteropServices;
using ShapeGen;

namespace SemanticSearch;

/// <summary>The embeddings of texts in memory, one row each. A search compares the question with all of them.</summary>
internal sealed class LineIndex
{
    /// <summary>Texts per call: enough to share a pass over the weights, and few enough that the progress bar moves.</summary>
    private const int Batch = 64;

    private readonly ITokenEmbedder _model;
    private readonly SentenceTokenizer _tokenizer;
    private readonly float[] _rows;

    private LineIndex(ITokenEmbedder model, SentenceTokenizer tokenizer, int count)
    {
        _model = model;
        _tokenizer = tokenizer;
        _rows = new float[count * model.Dimensions];
    }

    /// <summary>Number of truncated texts, which have more tokens than the model has positions.</summary>
    public int Cut { get; private set; }

    /// <summary>Embeds the texts.</summary>
    /// <param name="model">The model.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="embedded">Receives the number of texts that were embedded since the last call.</param>
    public static LineIndex Build(ITokenEmbedder model, SentenceTokenizer tokenizer, IReadOnlyList<string> texts, Action<int> embedded)
    {
        LineIndex index = new(model, tokenizer, texts.Count);
        List<int> ids = [];
        List<int> lengths = [];
        for (int first = 0; first < texts.Count; first += Batch)
        {
            ids.Clear();
            lengths.Clear();
            int end = Math.Min(first + Batch, texts.Count);
            for (int text = first; text < end; text++)
            {
                int[] tokens = tokenizer.Encode(texts[text], model.MaxTokens, out bool isCut);
                index.Cut += isCut ? 1 : 0;
                ids.AddRange(tokens);
                lengths.Add(tokens.Length);
            }

            // Sequences of any lengths are concatenated without padding.
            Span<float> rows = index._rows.AsSpan(first * model.Dimensions, (end - first) * model.Dimensions);
            model.Embed(CollectionsMarshal.AsSpan(ids), CollectionsMarshal.AsSpan(lengths), rows, Environment.ProcessorCount);
            embedded(end - first);
        }

        return index;
    }

    /// <summary>The embedding of a text.</summary>
    public ReadOnlySpan<float> Row(int index) => _rows.AsSpan(index * _model.Dimensions, _model.Dimensions);

    /// <summary>The similarity of each text to a question: the cosine of the angle between their embeddings, whose lengths are 1.</summary>
    public float[] Score(string question)
    {
        int[] ids = _tokenizer.Encode(question, _model.MaxTokens, out _);
        float[] row = new float[_model.Dimensions];
        _model.Embed(ids, [ids.Length], row);
        float[] scores = new float[_rows.Length / row.Length];
        for (int text = 0; text < scores.Length; text++)
        {
            scores[text] = Product(row, Row(text));
        }

        return scores;
    }

    /// <summary>The nearest texts, the nearest first.</summary>
    /// <param name="question">The question.</param>
    /// <param name="count">Maximum number of texts.</param>
    public IReadOnlyList<(int Text, float Score)> Search(string question, int count)
    {
        float[] scores = Score(question);
        return [.. Enumerable.Range(0, scores.Length).OrderByDescending(text => scores[text]).Take(count).Select(text => (text, scores[text]))];
    }

    private static float Product(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        Vector<float> sums = Vector<float>.Zero;
        int feature = 0;
        for (; feature <= left.Length - Vector<float>.Count; feature += Vector<float>.Count)
        {
            sums += new Vector<float>(left[feature..]) * new Vector<float>(right[feature..]);
        }

        float sum = Vector.Sum(sums);
        for (; feature < left.Length; feature++)
        {
            sum += left[feature] * right[feature];
        }

        return sum;
    }
}
