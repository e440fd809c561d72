using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;

namespace SemanticSearch;

/// <summary>BERT's tokenizer: a text becomes the ids of its word pieces, between [CLS] and [SEP].</summary>
internal sealed partial class SentenceTokenizer
{
    private readonly BertTokenizer _tokenizer;

    private SentenceTokenizer(BertTokenizer tokenizer) => _tokenizer = tokenizer;

    /// <summary>Opens a vocabulary.</summary>
    /// <param name="path">HuggingFace's vocab.txt: a word piece on each line.</param>
    /// <param name="cased">Whether the vocabulary tells upper case from lower case, and é from e.</param>
    public static SentenceTokenizer Load(string path, bool cased) => new(BertTokenizer.Create(path, new BertOptions
    {
        LowerCaseBeforeTokenization = !cased,
        RemoveNonSpacingMarks = !cased,
        // The package's own cutting (2.0.1) loses $, +, <, = and other symbols, and leaves a_b whole: BERT has them as words of their own.
        PreTokenizer = new RegexPreTokenizer(WordsAndMarks(), null),
    }));

    /// <summary>The ids of a text, of which the last are left out where it is too long.</summary>
    /// <param name="text">The text.</param>
    /// <param name="longest">The most ids, [CLS] and [SEP] among them.</param>
    /// <param name="isCut">Whether something was left out.</param>
    public int[] Encode(string text, int longest, out bool isCut)
    {
        string clean = Clean(text);
        IReadOnlyList<int> ids = _tokenizer.EncodeToIds(clean, longest, out string? normalized, out int consumed);
        isCut = consumed < (normalized ?? clean).Length;
        return [.. ids];
    }

    /// <summary>Tabs and breaks are spaces; other characters without a shape are nothing. The package would join the words beside a tab.</summary>
    private static string Clean(string text) => Shapeless().Replace(Spaces().Replace(text, " "), "").Trim();

    /// <summary>Each mark alone, ASCII's symbols among them, and all that stands between marks and spaces.</summary>
    [GeneratedRegex(@"[!-/:-@\[-`{-~\p{P}]|[^\s!-/:-@\[-`{-~\p{P}]+")]
    private static partial Regex WordsAndMarks();

    [GeneratedRegex(@"[\t\r\n]")]
    private static partial Regex Spaces();

    /// <summary>Control and formatting characters, and what takes the place of a character that cannot be read. (Halves of pairs are left: they are characters beyond 16 bits.)</summary>
    [GeneratedRegex(@"[\p{Cc}\p{Cf}\p{Co}\p{Cn}\uFFFD]")]
    private static partial Regex Shapeless();
}
