using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;

namespace SemanticSearch;

/// <summary>BERT's tokenizer: a text becomes the ids of its word pieces, between [CLS] and [SEP].</summary>
internal sealed partial class SentenceTokenizer
{
    private readonly BertTokenizer _tokenizer;

    private SentenceTokenizer(BertTokenizer tokenizer) => _tokenizer = tokenizer;

    /// <summary>Opens a vocabulary.</summary>
    /// <param name="path">HuggingFace's vocab.txt: one word piece per line.</param>
    /// <param name="cased">Whether the vocabulary distinguishes upper and lower case, and é and e.</param>
    public static SentenceTokenizer Load(string path, bool cased) => new(BertTokenizer.Create(path, new BertOptions
    {
        LowerCaseBeforeTokenization = !cased,
        RemoveNonSpacingMarks = !cased,
        // The package's own splitting (2.0.1) drops $, +, <, = and other symbols and does not split a_b; in BERT, each symbol is a separate word.
        PreTokenizer = new RegexPreTokenizer(WordsAndMarks(), null),
    }));

    /// <summary>The ids of a text, truncated if it is too long.</summary>
    /// <param name="text">The text.</param>
    /// <param name="longest">Maximum number of ids, including [CLS] and [SEP].</param>
    /// <param name="isCut">Whether the text was truncated.</param>
    public int[] Encode(string text, int longest, out bool isCut)
    {
        string clean = Clean(text);
        IReadOnlyList<int> ids = _tokenizer.EncodeToIds(clean, longest, out string? normalized, out int consumed);
        isCut = consumed < (normalized ?? clean).Length;
        return [.. ids];
    }

    /// <summary>Turns tabs and line breaks into spaces and removes other invisible characters. The package would join the words around a tab.</summary>
    private static string Clean(string text) => Shapeless().Replace(Spaces().Replace(text, " "), "").Trim();

    /// <summary>Matches each punctuation mark, including ASCII symbols, and each run of other characters between marks and spaces.</summary>
    [GeneratedRegex(@"[!-/:-@\[-`{-~\p{P}]|[^\s!-/:-@\[-`{-~\p{P}]+")]
    private static partial Regex WordsAndMarks();

    [GeneratedRegex(@"[\t\r\n]")]
    private static partial Regex Spaces();

    /// <summary>Control and formatting characters, and the replacement character. (Surrogates are kept: pairs of them are characters beyond 16 bits.)</summary>
    [GeneratedRegex(@"[\p{Cc}\p{Cf}\p{Co}\p{Cn}\uFFFD]")]
    private static partial Regex Shapeless();
}
