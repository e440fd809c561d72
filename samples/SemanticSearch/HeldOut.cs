using System.Globalization;
using ShapeGen;

namespace SemanticSearch;

/// <summary>
/// Asks questions about lines, none of which were used for training, and compares the results with PyTorch (train.py): ids,
/// embeddings, and the rank of the right line for each question.
/// </summary>
internal static class HeldOut
{
    /// <summary>The largest difference from PyTorch's numbers, which are below 1.</summary>
    private const double Tolerance = 1e-5;

    private sealed record Question(int Line, string Kind, string Text);

    /// <summary>Asks the questions, compares, and prints the figures.</summary>
    /// <param name="folder">The folder with train.py's files.</param>
    /// <param name="model">The model.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <returns>Whether all results are PyTorch's, and most questions find their line among the first three.</returns>
    public static bool Check(string folder, ITokenEmbedder model, SentenceTokenizer tokenizer)
    {
        string[] lines = File.ReadAllLines(Path.Combine(folder, "glossary.txt"));
        Question[] questions = [.. File.ReadLines(Path.Combine(folder, "questions.txt")).Select(Parse)];
        using SafetensorsFile reference = SafetensorsFile.Open(Path.Combine(folder, "reference.safetensors"));
        LineIndex index = Screen.Index(model, tokenizer, lines);

        string[] texts = [.. lines, .. questions.Select(question => question.Text)];
        int sameIds = SameIds(texts, tokenizer, model.MaxTokens, reference);
        double difference = LargestDifference(index, model.Dimensions, reference);
        int[] places = [.. questions.Select(question => Place(index.Score(question.Text), question.Line))];
        int[] pytorch = [.. reference.ReadSingles("places").Select(place => (int)place)];
        int samePlaces = places.Zip(pytorch).Count(pair => pair.First == pair.Second);

        Console.WriteLine($"Same ids as the Python tokenizer  {sameIds} of {texts.Length} texts");
        Console.WriteLine($"Largest difference from PyTorch   {difference:0.0e+0} in an embedding");
        Console.WriteLine($"Same place as PyTorch             {samePlaces} of {questions.Length} questions");
        bool agrees = true;
        foreach (IGrouping<string, int> kind in Enumerable.Range(0, questions.Length).GroupBy(question => questions[question].Kind))
        {
            Console.WriteLine($"{kind.Count()} questions, {Named(kind.Key)}, in {lines.Length} lines:");
            foreach (int first in (int[])[1, 3, 10])
            {
                int ours = kind.Count(question => places[question] < first);
                int theirs = kind.Count(question => pytorch[question] < first);
                Console.WriteLine($"  {(first == 1 ? "the first line" : $"among the first {first}"),-18} {Percent(ours, kind.Count())}   PyTorch {Percent(theirs, kind.Count())}");
                // Two lines that are equally near may swap ranks because of the last bit.
                agrees &= Math.Abs(ours - theirs) <= 1;
            }
        }

        int[] asked = [.. Enumerable.Range(0, questions.Length).Where(question => questions[question].Kind == "asked")];
        return Require(sameIds == texts.Length, "the tokenizers differ")
            & Require(difference < Tolerance, "the embeddings differ from PyTorch's")
            & Require(agrees, "the figures differ from PyTorch's")
            & Require(asked.Count(question => places[question] < 3) * 2 > asked.Length, "most questions miss their line");
    }

    private static Question Parse(string text)
    {
        string[] fields = text.Split('\t');
        return new(int.Parse(fields[0], CultureInfo.InvariantCulture) - 1, fields[1], fields[2]);
    }

    private static string Named(string kind) => kind switch
    {
        "asked" => "as people ask",
        "definition" => "the second halves of definitions",
        _ => throw new InvalidDataException($"questions.txt has a question of an unknown kind, {kind}."),
    };

    private static int SameIds(string[] texts, SentenceTokenizer tokenizer, int longest, SafetensorsFile reference)
    {
        float[] ids = reference.ReadSingles("ids");
        float[] lengths = reference.ReadSingles("lengths");
        if (lengths.Length != texts.Length)
        {
            throw new InvalidDataException($"reference.safetensors has the ids of {lengths.Length} texts, but there are {texts.Length}.");
        }

        int same = 0;
        int start = 0;
        for (int text = 0; text < texts.Length; text++)
        {
            float[] expected = ids[start..(start + (int)lengths[text])];
            same += tokenizer.Encode(texts[text], longest, out _).Select(id => (float)id).SequenceEqual(expected) ? 1 : 0;
            start += expected.Length;
        }

        return same;
    }

    private static double LargestDifference(LineIndex index, int width, SafetensorsFile reference)
    {
        float[] embeddings = reference.ReadSingles("embeddings");
        double largest = 0;
        for (int i = 0; i < embeddings.Length; i++)
        {
            double difference = Math.Abs((double)embeddings[i] - index.Row(i / width)[i % width]);
            // NaN counts as a large difference.
            largest = difference > largest || double.IsNaN(difference) ? difference : largest;
        }

        return largest;
    }

    /// <summary>Number of lines that are nearer than the right one.</summary>
    private static int Place(float[] scores, int right) => scores.Count(score => score > scores[right]);

    private static string Percent(int part, int all) => $"{100.0 * part / all,5:F1} % ({part})";

    private static bool Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            Screen.Fail($"FAILED: {otherwise}.");
        }

        return holds;
    }
}
