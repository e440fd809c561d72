// Finds the lines of text files that are nearest in meaning to a question, with a small sentence encoder that PyTorch trained (train.py).

using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using SemanticSearch;
using ShapeGen;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Console.OutputEncoding = Encoding.UTF8;
Screen.Prepare();
string folder = AppContext.BaseDirectory;

Argument<string?> question = new("question") { Description = "The question. Without it, questions are read from the terminal or standard input, one per line.", Arity = ArgumentArity.ZeroOrOne };
Argument<FileInfo[]> files = new("files") { Description = "Text files, whose lines are searched. Without any, 400 words and what they mean.", Arity = ArgumentArity.ZeroOrMore };
Option<FileInfo> model = new("--model") { Description = "Another checkpoint: a BERT-style sentence embedder, safetensors with HuggingFace's names. Model.cs must declare its shape." };
Option<FileInfo> vocabulary = new("--vocabulary") { Description = "The checkpoint's vocab.txt; without it, the one next to the checkpoint." };
Option<bool> cased = new("--cased") { Description = "The vocabulary distinguishes upper and lower case." };
Option<int> count = new("--count") { Description = "Lines that are shown.", DefaultValueFactory = _ => 3 };
Option<string> questionPrefix = new("--question-prefix") { Description = "What the model wants before a question: E5 has \"query: \".", DefaultValueFactory = _ => "" };
Option<string> linePrefix = new("--line-prefix") { Description = "What the model wants before a line: E5 has \"passage: \".", DefaultValueFactory = _ => "" };
Option<bool> check = new("--check") { Description = "Asks the held-out questions, and compares the results with PyTorch's." };
RootCommand command = new("Finds the lines of text files that are nearest in meaning to a question.")
{
    question, files, model, vocabulary, cased, count, questionPrefix, linePrefix, check,
};
files.AcceptExistingOnly();
model.AcceptExistingOnly();
vocabulary.AcceptExistingOnly();
count.Validators.Add(result =>
{
    if (result.GetValueOrDefault<int>() < 1)
    {
        result.AddError("--count is at least 1.");
    }
});
command.Validators.Add(result =>
{
    if (result.GetValue(vocabulary) is not null && result.GetValue(model) is null)
    {
        result.AddError("--vocabulary goes with --model.");
    }

    if (result.GetValue(check) && (result.GetValue(model) is not null || result.GetValue(question) is not null))
    {
        result.AddError("--check asks its own questions of the sample's own model.");
    }
});
command.SetAction(Run);
return command.Parse(args).Invoke();

int Run(ParseResult options)
{
    try
    {
        return Search(options);
    }
    catch (Exception exception) when (exception is CheckpointException or IOException or UnauthorizedAccessException or JsonException or NotSupportedException or InvalidDataException)
    {
        Screen.Fail(exception.Message);
        return 1;
    }
}

int Search(ParseResult options)
{
    string? checkpoint = options.GetValue(model)?.FullName;
    string words = options.GetValue(vocabulary)?.FullName ?? Path.Combine(checkpoint is null ? folder : Path.GetDirectoryName(checkpoint)!, checkpoint is null ? "vocabulary.txt" : "vocab.txt");
    if (!File.Exists(words))
    {
        Screen.Fail($"{words} is not there: give the checkpoint's vocabulary with --vocabulary.");
        return 1;
    }

    if (Embedder.Load(checkpoint ?? Path.Combine(folder, "model.safetensors"), words, options.GetValue(cased)) is not var (encoder, tokenizer))
    {
        return 1;
    }

    if (options.GetValue(check))
    {
        return HeldOut.Check(folder, encoder, tokenizer) ? 0 : 1;
    }

    IEnumerable<string> paths = options.GetValue(files) is { Length: > 0 } given ? given.Select(file => file.FullName) : [Path.Combine(folder, "glossary.txt")];
    IReadOnlyList<TextLine> lines = TextLine.Read(paths);
    if (lines.Count == 0)
    {
        Screen.Fail("There is no line to search in.");
        return 1;
    }

    LineIndex index = Screen.Index(encoder, tokenizer, [.. lines.Select(line => options.GetValue(linePrefix) + line.Text)]);
    if (index.Cut > 0)
    {
        Screen.Fail($"{index.Cut} lines have more than {((ITokenEmbedder)encoder).MaxTokens} tokens; of these only the beginning is found.");
    }

    foreach (string asked in options.GetValue(question) is { } one ? [one] : Screen.Questions())
    {
        Screen.Show(asked, lines, index.Search(options.GetValue(questionPrefix) + asked, options.GetValue(count)));
    }

    return 0;
}
