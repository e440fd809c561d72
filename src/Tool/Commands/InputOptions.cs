using System.CommandLine;
using System.Globalization;
using ShapeGen.Generator.Graph;
using ShapeGen.Tool.Compilation;
using ShapeGen.Tool.Console;

namespace ShapeGen.Tool.Commands;

/// <summary>The options for a model's input.</summary>
internal sealed class InputOptions
{
    private readonly Option<string?> _file = new("--input") { Description = "A safetensors file with the input: input.ids, input.types, input.pixels, input.features, input.lengths." };

    private readonly Option<string?> _tokens = new("--tokens") { Description = "Comma-separated token ids." };

    private readonly Option<bool> _random = new("--random") { Description = "Run on random input." };

    private readonly Option<int?> _length = new("--length") { Description = "Rows of the random input, and of the call that the page describes." };

    private readonly Option<string?> _vocabulary = new("--vocab") { Description = "vocab.txt with one word per line: labels for the token ids." };

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _file, _tokens, _random, _length, _vocabulary })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>True if the model should run.</summary>
    public bool IsGiven(ParseResult arguments) => arguments.GetValue(_file) is not null || arguments.GetValue(_tokens) is not null || arguments.GetValue(_random);

    /// <summary>The user's input, or a random one if there is none.</summary>
    public ModelInput Read(ParseResult arguments, CompiledModel model)
    {
        (string? file, string? tokens, bool random, int? length) = (arguments.GetValue(_file), arguments.GetValue(_tokens), arguments.GetValue(_random), arguments.GetValue(_length));
        if ((file is null ? 0 : 1) + (tokens is null ? 0 : 1) + (random ? 1 : 0) > 1)
        {
            throw ToolException.Usage("Give only one of --input, --tokens and --random.");
        }

        if (length is not null && (file ?? tokens) is not null)
        {
            throw ToolException.Usage("--length is for random input; --input and --tokens already have a length.");
        }

        if (length is < 1)
        {
            throw ToolException.Usage($"--length {length}: must be at least 1.");
        }

        return file is not null ? InputFile.Read(file, model) : tokens is not null ? OfIds(tokens, model) : RandomInput.Create(model, length);
    }

    /// <summary>The words of the first sequence's tokens, or their ids without a vocabulary; empty for inputs without ids.</summary>
    public IReadOnlyList<string> Labels(ParseResult arguments, CompiledModel model, ModelInput input)
    {
        string? path = arguments.GetValue(_vocabulary);
        if (input is not IdInput ids)
        {
            return path is null ? [] : throw ToolException.Usage($"--vocab is for token ids, but {model.Name} takes {ModelInput.Describe(model.Form.Input)}.");
        }

        // Without words, token ids are more useful labels than positions.
        string[] words = path is null ? [] : File.ReadAllLines(path);
        return [.. ids.Ids.Take(ids.Lengths[0]).Select(id => id >= 0 && id < words.Length ? words[id] : id.ToString(CultureInfo.InvariantCulture))];
    }

    private static IdInput OfIds(string text, CompiledModel model)
    {
        if (model.Form.Input is not (InputForm.Ids or InputForm.IdsAndTypes))
        {
            throw ToolException.Usage($"--tokens is for token ids, but {model.Name} takes {ModelInput.Describe(model.Form.Input)}.");
        }

        int[] ids = [.. text.Split(',', StringSplitOptions.TrimEntries).Select(part => int.TryParse(part, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int id)
            ? id
            : throw ToolException.Usage($"--tokens {text}: '{part}' is not a token id."))];
        return new(ids, [ids.Length]);
    }
}
