using System.Buffers;
using Microsoft.ML.Tokenizers;

namespace ShapeGen.Extensions.AI.Tests;

/// <summary>The length of each word is its id; nothing is added around a text.</summary>
internal sealed class WordTokenizer : Tokenizer
{
    protected override EncodeResults<EncodedToken> EncodeToTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        string whole = text ?? textSpan.ToString();
        return new()
        {
            Tokens = [.. whole.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => new EncodedToken(word.Length, word, default))],
            CharsConsumed = whole.Length,
        };
    }

    public override OperationStatus Decode(IEnumerable<int> ids, Span<char> destination, out int idsConsumed, out int charsWritten) => throw new NotSupportedException();
}
